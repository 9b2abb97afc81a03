package io.racetrace.report;

/** Colours on terminals that have them. */
record Ink(boolean ansi) {

  String bad(String text) {
    return paint("1;31", text);
  }

  String warn(String text) {
    return paint("1;33", text);
  }

  String good(String text) {
    return paint("1;32", text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  private String paint(String code, String text) {
    return ansi ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
