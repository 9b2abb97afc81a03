package io.racetrace.sources.decode;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Gives back the String it gave before for the same characters, most of the time.
 *
 * <p>The texts of spans repeat: attribute keys, span names, the values of most attributes. One
 * String for each keeps a million spans small and saves the copy. It holds a fixed number of texts;
 * a new one displaces the one in its place.
 */
public final class StringPool {

  /** Longer texts are statements and messages with values in them, which rarely come again. */
  private static final int MAX_LENGTH = 200;

  private final @Nullable String[] texts;

  /**
   * @param size how many texts it holds, a power of two
   */
  public StringPool(int size) {
    texts = new String[size];
  }

  /** The text of the parser's current token, which is a string or a number. */
  public String text(JsonParser in) {
    char[] characters = in.getStringCharacters();
    return text(characters, in.getStringOffset(), in.getStringLength());
  }

  private String text(char[] characters, int offset, int length) {
    if (length > MAX_LENGTH) {
      return new String(characters, offset, length);
    }
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + characters[i];
    }
    int place = (hash ^ (hash >>> 15)) & (texts.length - 1);
    String known = texts[place];
    if (known != null && equal(known, characters, offset, length)) {
      return known;
    }
    String text = new String(characters, offset, length);
    texts[place] = text;
    return text;
  }

  private static boolean equal(String text, char[] characters, int offset, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != characters[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
