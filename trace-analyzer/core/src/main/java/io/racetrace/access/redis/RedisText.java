package io.racetrace.access.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a command as instrumentations write it: joined by blanks, often without quotes, with
 * {@code ?} for what is hidden.
 */
final class RedisText {

  static final String HIDDEN = "?";

  /** Where agents cut a text. */
  private static final int LONGEST = 32 * 1024;

  private static final int MOST_WORDS = 10_000;
  private static final Pattern OTHER_ARGUMENTS =
      Pattern.compile("\\s*\\[(\\d{1,4}) other arguments]\\s*$");
  private static final Pattern MASK =
      Pattern.compile(
          "\\?+|\\*+|<.{1,20}>|\\[(REDACTED|FILTERED|MASKED|HIDDEN).*|REDACTED|FILTERED");
  private static final Pattern PARTS = Pattern.compile("[:/.|,;]");

  /** Words, and whether the text breaks off after them. */
  record Words(List<String> words, boolean cut) {}

  private RedisText() {}

  static Words words(String text) {
    int hidden = 0;
    String visible = text;
    Matcher others = OTHER_ARGUMENTS.matcher(text.substring(Math.max(0, text.length() - 40)));
    if (others.find()) {
      hidden = Integer.parseInt(others.group(1));
      visible = text.substring(0, text.lastIndexOf('['));
    }
    List<String> words = split(visible);
    boolean cut =
        text.length() >= LONGEST
            || words.size() >= MOST_WORDS
            || text.endsWith("...")
            || text.endsWith("\u2026");
    if (cut && !words.isEmpty()) {
      words.remove(words.size() - 1);
    }
    for (int i = 0; i < hidden; i++) {
      words.add(HIDDEN);
    }
    return new Words(words, cut);
  }

  /** A script as it was written; Lettuce sends it as bytes, and tells bytes in base64. */
  static String script(String word) {
    try {
      String decoded = new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
      return decoded.contains("redis.") ? decoded : word;
    } catch (IllegalArgumentException plain) {
      return word;
    }
  }

  /** Whether somebody put a mask where a text was, or where a part of it was. */
  static boolean isMasked(String word) {
    if (MASK.matcher(word).matches()) {
      return true;
    }
    for (String part : PARTS.split(word, -1)) {
      if (!part.isEmpty() && MASK.matcher(part.toUpperCase(Locale.ROOT)).matches()) {
        return true;
      }
    }
    return false;
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length() && words.size() < MOST_WORDS) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
        continue;
      }
      int closing = c == '"' || c == '\'' ? closing(text, at) : -1;
      if (closing > 0) {
        words.add(unquoted(text.substring(at + 1, closing)));
        at = closing + 1;
      } else {
        int end = at;
        while (end < text.length() && " \t\r\n".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        words.add(text.substring(at, end));
        at = end;
      }
    }
    return words;
  }

  /** The quote that closes the one here, if a word ends with it; else -1: then it is no quote. */
  private static int closing(String text, int open) {
    char quote = text.charAt(open);
    for (int i = open + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1 == text.length() || " \t\r\n".indexOf(text.charAt(i + 1)) >= 0 ? i : -1;
      }
    }
    return -1;
  }

  private static String unquoted(String inner) {
    if (inner.indexOf('\\') < 0) {
      return inner;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\\' && i + 1 < inner.length()) {
        char next = inner.charAt(++i);
        text.append(next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
