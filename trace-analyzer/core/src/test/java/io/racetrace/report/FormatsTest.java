package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Finding;
import io.racetrace.report.TestCase.Result;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class FormatsTest {

  private static final String RACE =
      """
      record postgresql/shop/public.account 42 balance
      A referral-service/ref-1 request "POST /referrals/{id}/activate"
      B order-service/ord-1 event "process order.placed"

        0.0 A read 100 v1
       30.0 B read 100 v1
       60.0 B write 250 v2 based on 100 v1
      100.0 A write 500 v3 based on 100 v1
      """;

  private static final String HOSTILE = "<svc>&\"'%0A::|`*[x](y)";

  private final Report race = report(RACE);
  private final Report hostile = report(RACE.replace("order-service/", HOSTILE + "/"));
  private final Report nothing = TraceAnalyzer.builder().build().analyze(List.<Span>of());

  private static Report report(String timeline) {
    return TraceAnalyzer.builder().build().analyze(Timeline.parse(timeline).spans());
  }

  private static String sarif(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new SarifReportWriter("1.2.3", "docs/owners.md").write(report, out);
    return out.toString();
  }

  private static String markdown(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new MarkdownReportWriter().write(report, out);
    return out.toString();
  }

  private static String annotations(Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new GithubAnnotationWriter().write(report, out);
    return out.toString();
  }

  @Test
  void every_format_has_every_finding_and_sarif_its_fingerprint() throws IOException {
    assertThat(race.findings()).isNotEmpty();
    for (Finding finding : race.findings()) {
      assertThat(sarif(race))
          .contains("\"racetrace/v1\": \"" + finding.fingerprint() + "\"")
          .contains("\"ruleId\": \"" + finding.rule().id() + "\"");
      assertThat(markdown(race)).contains(finding.fingerprint().toString());
      assertThat(annotations(race)).contains(finding.fingerprint().toString());
    }
  }

  @Test
  void sarif_tells_both_sides_as_threads_in_one_order() throws IOException {
    assertThat(sarif(race))
        .contains("\"id\": \"A\"", "\"id\": \"B\"")
        .contains("\"executionOrder\": 4")
        .contains("\"text\": \"referral-service: WRITE 500 based on 100  << B is lost\"")
        .contains("\"uri\": \"docs/owners.md\"");
  }

  @Test
  void what_was_not_seen_is_no_success_of_sarif() throws IOException {
    assertThat(sarif(nothing)).contains("\"executionSuccessful\": false");
    assertThat(annotations(nothing)).startsWith("::warning title=racetrace::INCONCLUSIVE");
    assertThat(markdown(nothing)).startsWith("## racetrace: inconclusive");
  }

  @Test
  void annotations_are_one_line_each_whatever_the_names_are() throws IOException {
    for (Report report : List.of(race, hostile)) {
      assertThat(annotations(report).lines())
          .hasSize(report.findings().size())
          .allMatch(line -> line.matches("::(error|warning|notice) title=[^:,]*::.*"));
    }
    assertThat(annotations(hostile)).contains("%250A").doesNotContain(HOSTILE);
  }

  @Test
  void markdown_lets_no_name_become_markup() throws IOException {
    String table = markdown(hostile).lines().filter(line -> line.startsWith("| ")).toList().get(2);
    assertThat(table).contains("&lt;svc&gt;&amp;").contains("\\|\\`\\*\\[x\\](y)");
    assertThat(markdown(hostile).lines().filter(line -> !line.startsWith("    ")))
        .noneMatch(line -> line.contains("<svc>"));
  }

  @Test
  void junit_xml_is_read_as_it_was_written() throws Exception {
    StringBuilder out = new StringBuilder();
    new JunitXmlWriter()
        .write(
            "races",
            List.of(
                TestCase.passed("no race on users"),
                new TestCase(
                    "no race on <a> & \"b\"", Result.FAILED, "lost-update", "a\n]]>\u0000\uD800b"),
                new TestCase("coverage", Result.ERROR, "nothing seen", "")),
            out);
    Document document = parsed(out.toString());
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    Element failed = (Element) document.getElementsByTagName("testcase").item(1);
    assertThat(failed.getAttribute("name")).isEqualTo("no race on <a> & \"b\"");
    assertThat(failed.getTextContent()).contains("a\n]]>??b");
    assertThat(document.getElementsByTagName("error").getLength()).isEqualTo(1);
  }

  private static Document parsed(String xml)
      throws IOException, SAXException, ParserConfigurationException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
