package io.racetrace.report;

import java.io.IOException;
import java.util.List;

/** Test cases as the XML that JUnit's Ant task made up and every CI server reads. */
public final class JunitXmlWriter {

  /**
   * @throws IOException if {@code out} does
   */
  public void write(String suite, List<TestCase> cases, Appendable out) throws IOException {
    long failures = cases.stream().filter(each -> !each.hasPassed() && !each.isError()).count();
    long errors = cases.stream().filter(each -> !each.hasPassed() && each.isError()).count();
    String counts =
        " tests=\"" + cases.size() + "\" failures=\"" + failures + "\" errors=\"" + errors + "\"";
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<testsuites").append(counts).append(">\n");
    out.append("  <testsuite name=\"").append(escaped(suite)).append('"').append(counts);
    out.append(" skipped=\"0\">\n");
    for (TestCase each : cases) {
      write(suite, each, out);
    }
    out.append("  </testsuite>\n</testsuites>\n");
  }

  private static void write(String suite, TestCase each, Appendable out) throws IOException {
    out.append("    <testcase classname=\"").append(escaped(suite));
    out.append("\" name=\"").append(escaped(each.name())).append('"');
    if (each.hasPassed()) {
      out.append("/>\n");
      return;
    }
    String element = each.isError() ? "error" : "failure";
    out.append(">\n      <").append(element);
    out.append(" message=\"").append(escaped(each.failure())).append("\" type=\"");
    out.append(each.isError() ? "inconclusive" : "race").append("\">");
    out.append(escaped(each.text()));
    out.append("</").append(element).append(">\n    </testcase>\n");
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
