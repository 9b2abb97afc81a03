package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import io.racetrace.report.Advisory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that spans tell gets to run in the page, and nothing leaves it. */
@Tag("once")
class ITHtmlReportSafety {

  private static final String HOSTILE =
      "<script>window.hit=1</script></script><!--<script>\"'><img src=x onerror=hit=1>"
          + "<svg onload=hit=1>\u202Eevil\u2028${7*7}{{7*7}}javascript:hit=1]]>&lt;b&gt;";

  private static Chromium chromium;
  private static Advisory points;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    points = HtmlReports.ofLab("loyalty-points");
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void no_request_leaves_the_page() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] html = OpenReport.html(points).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/report.html";
    try (OpenReport open = OpenReport.at(chromium, address, new NewContextOptions())) {
      Page page = open.page();
      page.locator("#findings a").last().click();
      page.locator("#drawn .raw summary").click();
      page.evaluate("fetch('/secret').catch(() => {})");
      page.evaluate("document.body.append(Object.assign(new Image(), {src: '/pixel.png'}))");
      page.evaluate(
          "document.body.append(Object.assign(document.createElement('script'),"
              + " {textContent: 'window.hit = 1'}))");
      assertThat(page.evaluate("window.hit === undefined")).isEqualTo(true);
      assertThat(asked).containsExactly("/report.html");
      assertThat(open.complaints()).allMatch(text -> text.contains("Content Security Policy"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void hostile_texts_stay_texts() throws IOException {
    Advisory hostile = HtmlReports.with(points, text -> text + HOSTILE);
    try (OpenReport open = OpenReport.of(chromium, hostile, folder)) {
      for (int i = 0; i < 4; i++) {
        open.page().locator("#findings a").nth(i).click();
        open.page().locator("#drawn .raw summary").click();
        String shown = HOSTILE.replaceAll("[\u202E\u2028]", "\uFFFD");
        assertThat(open.field("summary")).endsWith(shown);
        assertThat(open.field("recordType")).endsWith(shown);
        assertThat(open.texts("#drawn .party h4")).allMatch(text -> text.endsWith(shown));
        assertThat(open.texts("#drawn .argument button")).allMatch(text -> text.endsWith(shown));
      }
      holdsNothingOfOthers(open);
    }
  }

  @Test
  void hostile_spans_stay_texts_on_the_whole_way() throws IOException {
    String file = "/io/racetrace/cli/lab/loyalty-points.jsonl.gz";
    String spans;
    try (InputStream in = new GZIPInputStream(resource(file))) {
      spans = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String json = HOSTILE.replace("\"", "\\\"");
    Path hostile = folder.resolve("spans.jsonl");
    Files.writeString(
        hostile,
        spans
            .replace("\"order-service\"", "\"" + json + "\"")
            .replace("POST /referrals/{accountId}/activate", "POST " + json)
            .replace(
                "update loyalty_account",
                "/*" + json.replace("*", "x") + "*/ update loyalty_account"));
    Path out = folder.resolve("report.html");
    Run run = Run.of("analyze", hostile.toString(), "--format", "html", "--out", out.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    try (OpenReport open =
        OpenReport.at(chromium, out.toUri().toString(), new NewContextOptions())) {
      assertThat(open.field("services")).contains("<script>window.hit=1</script>");
      assertThat(open.texts("#writers").get(0)).contains("<img src=x onerror=hit=1>");
      holdsNothingOfOthers(open);
    }
  }

  private static void holdsNothingOfOthers(OpenReport open) {
    Page page = open.page();
    assertThat(page.evaluate("window.hit === undefined")).isEqualTo(true);
    assertThat(page.locator("img, iframe, object, svg[onload], main script").count()).isZero();
    assertThat(page.locator("script").count()).isLessThanOrEqualTo(3);
    assertThat(open.complaints()).isEmpty();
    assertThat(open.requests()).hasSize(1);
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ITHtmlReportSafety.class.getResourceAsStream(name), name);
  }
}
