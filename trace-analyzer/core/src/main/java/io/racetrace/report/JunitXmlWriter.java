package io.racetrace.report;

import io.racetrace.report.TestCase.Result;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Test cases as the XML that JUnit's Ant task made up and every CI server reads. */
public final class JunitXmlWriter {

  /**
   * @throws IOException if {@code out} does
   */
  public void write(String suite, List<TestCase> cases, Appendable out) throws IOException {
    String counts =
        String.format(
            Locale.ROOT,
            " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\"",
            cases.size(),
            count(cases, Result.FAILED),
            count(cases, Result.ERROR),
            count(cases, Result.LEFT_OUT));
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<testsuites").append(counts).append(">\n");
    out.append("  <testsuite name=\"")
        .append(escaped(suite))
        .append('"')
        .append(counts)
        .append(">\n");
    for (TestCase each : cases) {
      write(suite, each, out);
    }
    out.append("  </testsuite>\n</testsuites>\n");
  }

  private static void write(String suite, TestCase each, Appendable out) throws IOException {
    out.append("    <testcase classname=\"").append(escaped(suite));
    out.append("\" name=\"").append(escaped(each.name())).append('"');
    String head =
        switch (each.result()) {
          case PASSED -> "";
          case FAILED -> "<failure type=\"race\" message=\"";
          case ERROR -> "<error type=\"inconclusive\" message=\"";
          case LEFT_OUT -> "<skipped message=\"";
        };
    if (head.isEmpty()) {
      out.append("/>\n");
      return;
    }
    out.append(">\n      ").append(head).append(escaped(each.message())).append("\">");
    out.append(escaped(each.text())).append("</").append(head, 1, head.indexOf(' '));
    out.append(">\n    </testcase>\n");
  }

  private static long count(List<TestCase> cases, Result result) {
    return cases.stream().filter(each -> each.result() == result).count();
  }

  /** Whatever the text is, it stays text, and what XML can't hold becomes a question mark. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                default -> {
                  boolean isAllowed =
                      c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
                  escaped.appendCodePoint(isAllowed ? c : '?');
                }
              }
            });
    return escaped.toString();
  }
}
