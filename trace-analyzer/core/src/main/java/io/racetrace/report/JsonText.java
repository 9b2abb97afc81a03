package io.racetrace.report;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes JSON, so that the core needs no library for it. Strings may hold anything. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();
  private int depth;
  private boolean first = true;

  JsonText beginObject() {
    return open('{');
  }

  JsonText endObject() {
    return close('}');
  }

  JsonText beginArray() {
    return open('[');
  }

  JsonText endArray() {
    return close(']');
  }

  JsonText name(String name) {
    separate();
    quote(name);
    text.append(": ");
    first = true;
    inValue = true;
    return this;
  }

  private boolean inValue;

  JsonText value(@Nullable String value) {
    separate();
    if (value == null) {
      text.append("null");
    } else {
      quote(value);
    }
    return done();
  }

  JsonText value(long value) {
    separate();
    text.append(value);
    return done();
  }

  JsonText value(boolean value) {
    separate();
    text.append(value);
    return done();
  }

  JsonText value(BigDecimal value) {
    separate();
    text.append(value.toPlainString());
    return done();
  }

  private JsonText open(char bracket) {
    separate();
    text.append(bracket);
    depth++;
    first = true;
    inValue = false;
    return this;
  }

  private JsonText close(char bracket) {
    depth--;
    if (!first) {
      newLine();
    }
    text.append(bracket);
    return done();
  }

  private JsonText done() {
    first = false;
    inValue = false;
    return this;
  }

  private void separate() {
    if (inValue) {
      inValue = false;
      return;
    }
    if (depth == 0) {
      return;
    }
    if (!first) {
      text.append(',');
    }
    newLine();
    first = false;
  }

  private void newLine() {
    text.append('\n').append("  ".repeat(depth));
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7F || Character.isSurrogate(c) && !isPaired(value, i)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isPaired(String value, int i) {
    char c = value.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
