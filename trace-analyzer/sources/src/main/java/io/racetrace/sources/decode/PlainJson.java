package io.racetrace.sources.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks JSON of the plainest kind, as programs write it for programs: no white space, whole
 * numbers, ASCII. What is not of that kind is left to a real parser, from its beginning: nothing
 * that this accepts means anything else there.
 */
public final class PlainJson {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] HEX = hexDigits();

  private static final int TEXTS = 1 << 14;
  private static final int LONGEST_KEPT = 300;
  private static final int LONGEST_NUMBER = 300;
  private static final int LONGEST_NAME = 1000;

  private final @Nullable Text[] texts = new @Nullable Text[TEXTS];
  private byte[] bytes = new byte[0];
  private int end;
  private int at;

  /** Where the string ends that {@link #string} went over last, and whether it has escapes. */
  private int stringEnd;

  private boolean isEscaped;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Text(byte[] bytes, String text) {}

  /** This is not of the plain kind. */
  public static final class NotPlain extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotPlain() {
      // Told often, and never to anybody who would read a stack trace.
      super(null, null, false, false);
    }
  }

  /** Begins to walk a value from one place to before another. */
  public void begin(byte[] in, int from, int to) {
    bytes = in;
    at = from;
    end = to;
  }

  public NotPlain notPlain() {
    return new NotPlain();
  }

  /** Whether the line ends here, or all that there is. */
  public boolean isAtLineEnd() {
    return at == end || bytes[at] == '\n';
  }

  public int place() {
    return at;
  }

  /** All from a place on up to here. */
  public byte[] since(int place) {
    return Arrays.copyOfRange(bytes, place, at);
  }

  /** Whether this stands here; if so, goes over it. */
  public boolean skips(byte[] expected) {
    int next = at + expected.length;
    if (next > end || !Arrays.equals(bytes, at, next, expected, 0, expected.length)) {
      return false;
    }
    at = next;
    return true;
  }

  public boolean skips(char expected) {
    if (at < end && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  public void expect(byte[] expected) {
    if (!skips(expected)) {
      throw new NotPlain();
    }
  }

  public void expect(char expected) {
    if (at >= end || bytes[at] != expected) {
      throw new NotPlain();
    }
    at++;
  }

  /** Goes over a comma, or over the end of an array or object, which is the answer. */
  public boolean ends(char close) {
    if (at < end) {
      byte next = bytes[at++];
      if (next == ',') {
        return false;
      }
      if (next == close) {
        return true;
      }
    }
    throw new NotPlain();
  }

  /** The name of a field, without escapes; the value follows. */
  public String name() {
    String name = text();
    if (name.length() > LONGEST_NAME) {
      throw new NotPlain();
    }
    expect(':');
    return name;
  }

  /** The string that begins here. */
  public String text() {
    expect('"');
    int from = at;
    string();
    return isEscaped ? unescaped(from, stringEnd) : text(from, stringEnd);
  }

  /** Goes over a string. */
  public void skipText() {
    expect('"');
    string();
  }

  /** A number, in quotes or not, as it is written. */
  public String number() {
    if (at < end && bytes[at] == '"') {
      return text();
    }
    int from = at;
    skipNumber();
    return text(from, at);
  }

  /** Goes over a number, in quotes or not. */
  public void skipWholeNumber() {
    if (skips('"')) {
      string();
    } else {
      skipNumber();
    }
  }

  /** An integer from 0 on that a long can hold, in quotes or not. */
  public long positive() {
    boolean quoted = skips('"');
    int from = at;
    long value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + (bytes[at++] - '0');
    }
    if (at == from || at - from > 18 && (at - from > 19 || value < 0)) {
      throw new NotPlain();
    }
    if (quoted) {
      expect('"');
    } else if (bytes[from] == '0' && at - from > 1) {
      throw new NotPlain();
    }
    return value;
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[256];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) (i < 128 ? Character.digit(i, 16) : -1);
    }
    return digits;
  }

  /** Sixteen hexadecimal digits. */
  public long hex() {
    if (at + 16 > end) {
      throw new NotPlain();
    }
    long value = 0;
    for (int i = at; i < at + 16; i++) {
      int digit = HEX[bytes[i] & 0xFF];
      if (digit < 0) {
        throw new NotPlain();
      }
      value = value << 4 | digit;
    }
    at += 16;
    return value;
  }

  /** Goes over a value, all of it checked. */
  public void skip() {
    skip(0);
  }

  private void skip(int depth) {
    if (at >= end || depth > 20) {
      throw new NotPlain();
    }
    switch (bytes[at++]) {
      case '"' -> string();
      case '{' -> {
        if (skips('}')) {
          return;
        }
        do {
          int from = at;
          skipText();
          if (at - from > LONGEST_NAME) {
            throw new NotPlain();
          }
          expect(':');
          skip(depth + 1);
        } while (!ends('}'));
      }
      case '[' -> {
        if (skips(']')) {
          return;
        }
        do {
          skip(depth + 1);
        } while (!ends(']'));
      }
      case 't' -> word("rue");
      case 'f' -> word("alse");
      case 'n' -> word("ull");
      default -> {
        at--;
        skipNumber();
      }
    }
  }

  private void word(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      expect(rest.charAt(i));
    }
  }

  /** Goes over a number that is not in quotes. */
  public void skipNumber() {
    skips('-');
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from || bytes[from] == '0' && at - from > 1) {
      throw new NotPlain();
    }
    if (skips('.')) {
      digits();
    }
    if (skips('e') || skips('E')) {
      if (!skips('-')) {
        skips('+');
      }
      digits();
    }
    if (at - from > LONGEST_NUMBER) {
      throw new NotPlain();
    }
  }

  private void digits() {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw new NotPlain();
    }
  }

  /** Goes over the rest of a string and its end. */
  private void string() {
    isEscaped = false;
    int i = at;
    byte[] in = bytes;
    int to = end;
    while (true) {
      while (i + 8 <= to) {
        long marks = special((long) LONG.get(in, i));
        if (marks != 0) {
          i += Long.numberOfTrailingZeros(marks) >>> 3;
          break;
        }
        i += 8;
      }
      if (i >= to) {
        throw new NotPlain();
      }
      byte next = in[i];
      if (next == '"') {
        stringEnd = i;
        at = i + 1;
        return;
      }
      if (next == '\\') {
        isEscaped = true;
        i += escape(i + 1);
      } else if (next < ' ') {
        throw new NotPlain();
      }
      i++;
    }
  }

  /** Marks the high bits of quotes, backslashes, control characters and what is not ASCII. */
  private static long special(long word) {
    long ones = 0x0101010101010101L;
    long high = 0x8080808080808080L;
    long quote = word ^ ones * '"';
    long backslash = word ^ ones * '\\';
    return ((quote - ones & ~quote) | (backslash - ones & ~backslash) | (word - ones * ' ') | word)
        & high;
  }

  /** Of how many characters, beside the backslash, the escape is; the rare ones are not plain. */
  private int escape(int place) {
    if (place < end) {
      switch (bytes[place]) {
        case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
          return 1;
        }
        default -> {}
      }
    }
    throw new NotPlain();
  }

  private String unescaped(int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char next = (char) bytes[i];
      if (next == '\\') {
        next =
            switch (bytes[++i]) {
              case 'b' -> '\b';
              case 'f' -> '\f';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> (char) bytes[i];
            };
      }
      text.append(next);
    }
    return text.toString();
  }

  private String text(int from, int to) {
    int length = to - from;
    if (length == 0) {
      return "";
    }
    if (length > LONGEST_KEPT) {
      return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
    int place = hash(from, to) & TEXTS - 1;
    Text known = texts[place];
    if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, to)) {
      return known.text;
    }
    Text made =
        new Text(
            Arrays.copyOfRange(bytes, from, to),
            new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    texts[place] = made;
    return made.text;
  }

  private int hash(int from, int to) {
    long hash = (long) to - from;
    if (to - from < 8) {
      for (int i = from; i < to; i++) {
        hash = hash << 8 | (bytes[i] & 0xFFL);
      }
    } else {
      hash += (long) LONG.get(bytes, from) * 0x9E3779B97F4A7C15L;
      hash = (hash ^ (long) LONG.get(bytes, to - 8)) * 0x9E3779B97F4A7C15L;
      hash = (hash >>> 29) ^ hash ^ (long) LONG.get(bytes, (from + to - 8) >>> 1);
    }
    hash *= 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 40);
  }
}
