package io.racetrace.sources.decode;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A trace or span id as JSON writers write it: hexadecimal digits, as OTLP asks, or the base64 that
 * protobuf's own JSON form has for bytes. Read in place, one after the other.
 */
public final class JsonId {

  private long high;
  private long low;

  /** The upper 64 bits of what was read last; 0 for an id of 64 bits. */
  public long high() {
    return high;
  }

  /** The lower 64 bits of what was read last. */
  public long low() {
    return low;
  }

  /** Whether what was read last names anything: all zeros, or no text, stand for nothing. */
  public boolean isValid() {
    return (high | low) != 0;
  }

  /**
   * Reads the parser's current token.
   *
   * @param maxBytes 16 for a trace, 8 for a span
   * @return whether it is an id, or stands for none
   */
  public boolean read(JsonParser in, int maxBytes) {
    high = 0;
    low = 0;
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return true;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      in.skipChildren();
      return false;
    }
    char[] text = in.getStringCharacters();
    int offset = in.getStringOffset();
    int length = in.getStringLength();
    if (readHex(text, offset, length, maxBytes) || readBase64(text, offset, length, maxBytes)) {
      return true;
    }
    high = 0;
    low = 0;
    return false;
  }

  private boolean readHex(char[] text, int offset, int length, int maxBytes) {
    if (length > 2 * maxBytes) {
      return false;
    }
    for (int i = offset; i < offset + length; i++) {
      int digit = hexDigit(text[i]);
      if (digit < 0) {
        return false;
      }
      shiftIn(digit, 4);
    }
    return true;
  }

  private boolean readBase64(char[] text, int offset, int length, int maxBytes) {
    high = 0;
    low = 0;
    int characters = length;
    while (characters > 0 && length - characters < 2 && text[offset + characters - 1] == '=') {
      characters--;
    }
    boolean sixteen = characters == 22 && maxBytes == 16;
    if (!sixteen && characters != 11) {
      return false;
    }
    // 16 bytes are 21 characters and 2 bits of the next; 8 bytes are 10 and 4 bits of the next.
    int bitsOfLast = sixteen ? 2 : 4;
    for (int i = 0; i < characters; i++) {
      int digit = base64Digit(text[offset + i]);
      if (digit < 0) {
        return false;
      }
      if (i < characters - 1) {
        shiftIn(digit, 6);
      } else {
        shiftIn(digit >>> (6 - bitsOfLast), bitsOfLast);
      }
    }
    return true;
  }

  private void shiftIn(int digit, int bits) {
    high = (high << bits) | (low >>> (64 - bits));
    low = (low << bits) | digit;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' && c < 128 ? lower - 'a' + 10 : -1;
  }

  private static int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }
}
