package io.racetrace.report.html;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes HTML in which whatever comes from spans stays text. */
final class HtmlText {

  private final StringBuilder html = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn
   */
  HtmlText open(String element, String... attributes) {
    tag(element, attributes);
    open.push(element);
    return this;
  }

  HtmlText close() {
    html.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that holds nothing, such as {@code meta}. */
  HtmlText empty(String element, String... attributes) {
    tag(element, attributes);
    return this;
  }

  /** An element with a text in it. */
  HtmlText element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  HtmlText text(String text) {
    escape(text);
    return this;
  }

  /** What is ours, or was made safe already. */
  HtmlText raw(String ours) {
    html.append(ours);
    return this;
  }

  HtmlText line() {
    html.append('\n');
    return this;
  }

  private void tag(String element, String... attributes) {
    html.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      html.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      html.append('"');
    }
    html.append('>');
  }

  /** Control characters, and those that turn the direction of what follows, can't be seen. */
  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '&' -> html.append("&amp;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(isUnseen(c) || isAlone(text, i) ? '\uFFFD' : c);
      }
    }
  }

  private static boolean isUnseen(char c) {
    return c < 0x20 && c != '\n' && c != '\t'
        || c >= 0x7F && c <= 0x9F
        || c >= 0x200B && c <= 0x200F
        || c >= 0x2028 && c <= 0x202E
        || c >= 0x2060 && c <= 0x206F
        || c == 0xFEFF
        || c == 0xFFFE
        || c == 0xFFFF;
  }

  private static boolean isAlone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
