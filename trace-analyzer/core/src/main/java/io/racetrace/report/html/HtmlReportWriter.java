package io.racetrace.report.html;

import io.racetrace.report.AdviceJsonWriter;
import io.racetrace.report.Advisory;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TraceLinks;
import java.io.IOException;
import java.util.List;

/**
 * A report as one HTML file that opens without a network. It holds the JSON report, from which its
 * script draws, and the same in words for who reads it without a script or on paper. Its content
 * security policy lets nothing run but that script, and nothing be fetched.
 */
public final class HtmlReportWriter {

  private static final PageResource STYLE = PageResource.of("page.css", "drawing.css");
  private static final PageResource SCRIPT =
      PageResource.of(
          "elements.js",
          "times.js",
          "drawing.js",
          "slack.js",
          "finding.js",
          "remedies.js",
          "list.js",
          "page.js");

  private final TraceLinks links;

  /** Without links to traces. */
  public HtmlReportWriter() {
    this(TraceLinks.NONE);
  }

  /**
   * @param links where traces are shown
   */
  public HtmlReportWriter(TraceLinks links) {
    this.links = links;
  }

  /**
   * Without advice: remedies are those that the rules name.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(new Advisory(List.of(), report), out);
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Advisory advisory, Appendable out) throws IOException {
    Report report = advisory.report();
    HtmlText html = new HtmlText();
    html.raw("<!doctype html>\n");
    html.open("html", "lang", "en");
    head(html, report);
    html.open("body").line();
    html.open("a", "class", "skip", "href", "#detail").text("Skip to the finding").close();
    Overview overview = new Overview(html, report);
    overview.banner();
    html.open("div", "class", "panes").line();
    new FindingRows(html, report).write();
    html.open("main", "id", "detail", "tabindex", "-1", "aria-label", "Finding").line();
    html.open("div", "id", "drawn").close();
    new FindingPages(html, report).write();
    overview.nothingFound();
    html.close().line();
    html.close().line();
    overview.writers();
    overview.evidence();
    html.open("footer")
        .text("Made by racetrace from OpenTelemetry spans. This page fetches nothing.")
        .close()
        .line();
    EmbeddedJson.write(html, "report", json(report));
    if (!advisory.advice().isEmpty()) {
      EmbeddedJson.write(html, "advice", json(advisory));
    }
    html.open("script").raw(SCRIPT.text()).close().line();
    html.close().line().close().line();
    out.append(html.toString());
  }

  private static void head(HtmlText html, Report report) {
    html.open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
                + STYLE.hash()
                + "; script-src "
                + SCRIPT.hash())
        .line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("meta", "name", "referrer", "content", "no-referrer");
    html.empty("link", "rel", "icon", "href", "data:,").line();
    html.element("title", "racetrace: " + Overview.title(report)).line();
    html.open("style").raw(STYLE.text()).close().line();
    html.close().line();
  }

  private String json(Report report) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter(links).write(report, json);
    return json.toString();
  }

  private static String json(Advisory advisory) throws IOException {
    StringBuilder json = new StringBuilder();
    new AdviceJsonWriter().write(advisory, json);
    return json.toString();
  }
}
