package io.racetrace.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Text from spans as it may be shown on a terminal: nothing gets through that steers it, turns the
 * direction of writing, or takes another room than one column.
 */
final class Printable {

  /** Up to here letters are written from left to right, a column each. */
  private static final char LAST_NARROW = 0x58F;

  private Printable() {}

  static String text(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      text.append(isPlain(c) ? c : '?');
    }
    return text.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F || c <= LAST_NARROW && Character.isLetterOrDigit(c);
  }

  /** Cut to a width, with a mark where something is missing, and filled up to it with blanks. */
  static String cell(String raw, int width) {
    String text = cut(raw, width);
    return text + " ".repeat(width - text.length());
  }

  static String cut(String raw, int width) {
    String text = text(raw);
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "~";
  }

  /** As many lines as it takes, the first one after the head, the others below it. */
  static List<String> wrapped(String head, String raw, int columns) {
    int width = columns - head.length();
    List<String> lines = new ArrayList<>();
    String before = head;
    String rest = text(raw);
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space <= 0 ? width : space;
      lines.add(before + rest.substring(0, end));
      before = " ".repeat(head.length());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(before + rest);
    return lines;
  }
}
