package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.racetrace.report.Advisory;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page shows in a real browser is what the JSON report says. */
@Tag("once")
class ITHtmlReport {

  private static Chromium chromium;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  static Stream<Advisory> reports() throws IOException {
    return Stream.concat(
        Stream.of("loyalty-points", "long-lock", "cache-stampede", "lock-misuse")
            .map(HtmlReports::ofLab),
        HtmlReports.ofEveryRule().stream().map(report -> new Advisory(List.of(), report)));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void every_finding_is_shown_as_the_json_has_it(Advisory advisory) throws IOException {
    JsonObject report = json(advisory.report());
    assertThat(report.getAsJsonArray("findings")).isNotEmpty();
    try (OpenReport open = OpenReport.of(chromium, advisory, folder)) {
      Page page = open.page();
      assertThat(JsonParser.parseString(page.locator("#report").textContent())).isEqualTo(report);
      assertThat(page.locator("#verdict").textContent())
          .isEqualTo(text(report, "verdict").toLowerCase(Locale.ROOT).replace('_', ' '));
      int place = 0;
      for (JsonElement each : report.getAsJsonArray("findings")) {
        JsonObject finding = each.getAsJsonObject();
        Locator row = page.locator("#findings li").nth(place++);
        assertThat(row.textContent())
            .contains(text(finding, "rule"), text(finding, "certainty"), text(finding, "severity"))
            .contains(text(finding, "recordType"), text(finding, "summary"))
            .contains(text(finding, "count").replaceFirst("^1$", "once"));
        row.locator("a").click();
        holdsFinding(open, finding);
        JsonArray exemplars = finding.getAsJsonArray("exemplars");
        for (int i = 0; i < exemplars.size(); i++) {
          if (exemplars.size() > 1) {
            page.locator("#occurrence-" + i).check();
          }
          holdsExemplar(open, exemplars.get(i).getAsJsonObject());
          holdsPicture(open, exemplars.get(i).getAsJsonObject());
        }
      }
      assertThat(open.complaints()).isEmpty();
    }
  }

  private static void holdsFinding(OpenReport open, JsonObject finding) {
    assertThat(open.texts("#drawn h2").get(0))
        .isEqualTo(text(finding, "rule") + " " + text(finding, "certainty"));
    for (String field :
        List.of("severity", "fingerprint", "recordType", "count", "scope", "summary")) {
      assertThat(open.field(field)).as(field).isEqualTo(text(finding, field));
    }
    assertThat(open.field("services"))
        .isEqualTo(String.join(", ", strings(finding.getAsJsonArray("services"))));
    assertThat(open.field("fix")).endsWith(text(finding, "fix"));
    List<String> guards = new ArrayList<>();
    for (JsonElement each : finding.getAsJsonArray("guards")) {
      JsonObject guard = each.getAsJsonObject();
      String cell =
          String.format(
              "#drawn td[data-guard='%s'][data-side='%s'][data-state='%s']",
              text(guard, "guard"), text(guard, "side"), text(guard, "state"));
      guards.add(cell);
      assertThat(open.texts(cell))
          .as(cell)
          .singleElement()
          .asString()
          .contains(text(guard, "state").replace('-', ' '), text(guard, "settledBy"));
    }
    assertThat(open.texts("#drawn td[data-guard]")).hasSameSizeAs(guards);
    JsonObject impact = finding.getAsJsonObject("impact");
    assertThat(open.field("impact")).startsWith(text(impact, "records") + " record");
    impact
        .getAsJsonObject("lostAmount")
        .entrySet()
        .forEach(
            sum ->
                assertThat(open.field("impact"))
                    .contains(sum.getKey() + " " + sum.getValue().getAsBigDecimal()));
  }

  private static void holdsExemplar(OpenReport open, JsonObject exemplar) {
    assertThat(open.texts("#drawn .argument button"))
        .isEqualTo(strings(exemplar.getAsJsonArray("because")));
    assertThat(open.field("decidedBy")).isEqualTo(text(exemplar, "decidedBy"));
    JsonArray sides = exemplar.getAsJsonArray("sides");
    for (String field : List.of("entryPoint", "traceId")) {
      assertThat(open.texts("#drawn .party [data-field='" + field + "']"))
          .containsExactly(
              text(sides.get(0).getAsJsonObject(), field),
              text(sides.get(1).getAsJsonObject(), field));
    }
    Locator rows = open.page().locator("#drawn table.steps tbody tr");
    JsonArray steps = exemplar.getAsJsonArray("steps");
    assertThat(rows.count()).isEqualTo(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      JsonObject step = steps.get(i).getAsJsonObject();
      List<String> cells = rows.nth(i).locator("td").allTextContents();
      boolean isA = text(step, "side").equals("A");
      assertThat(cells.get(isA ? 1 : 2)).isEqualTo(text(step, "action"));
      assertThat(cells.get(isA ? 2 : 1)).isEmpty();
      assertThat(cells.get(3)).isEqualTo(text(step, "rowAfter"));
    }
    JsonElement slack = exemplar.get("slackNanos");
    assertThat(open.page().locator("#drawn input[type=range]").count())
        .isEqualTo(slack.isJsonNull() ? 0 : 1);
    if (!slack.isJsonNull()) {
      boolean holds =
          slack.getAsJsonArray().get(0).getAsLong() < 0
              && slack.getAsJsonArray().get(1).getAsLong() > 0;
      assertThat(open.texts("#drawn .slack output").get(0))
          .contains(holds ? "the verdict holds" : "the verdict does not hold");
    }
  }

  /** The places of the marks are the times of the steps, up to the scale. */
  private static void holdsPicture(OpenReport open, JsonObject exemplar) {
    JsonArray steps = exemplar.getAsJsonArray("steps");
    List<Double> nanos = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    Instant start = Instant.parse(text(steps.get(0).getAsJsonObject(), "time"));
    for (int i = 0; i < steps.size(); i++) {
      JsonObject step = steps.get(i).getAsJsonObject();
      nanos.add((double) Duration.between(start, Instant.parse(text(step, "time"))).toNanos());
      Locator mark = open.page().locator("#drawn [data-step='" + i + "'].mark");
      assertThat(mark.getAttribute("class").split(" ")).contains(text(step, "mark"));
      places.add(Double.valueOf(mark.locator(".leader").getAttribute("x1")));
    }
    int last = steps.size() - 1;
    double scale = (places.get(last) - places.get(0)) / Math.max(1, nanos.get(last));
    for (int i = 0; i <= last; i++) {
      assertThat(places.get(i)).isCloseTo(places.get(0) + nanos.get(i) * scale, within(0.5));
    }
  }

  @Test
  void the_list_and_the_first_findings_are_there_without_a_script() throws IOException {
    Advisory advisory = HtmlReports.many(HtmlReports.ofLab("loyalty-points"), 40);
    try (OpenReport open =
        OpenReport.of(
            chromium, advisory, folder, new NewContextOptions().setJavaScriptEnabled(false))) {
      assertThat(open.page().locator("#findings li").count()).isEqualTo(40);
      assertThat(open.page().locator("#told article").count()).isEqualTo(20);
      advisory
          .report()
          .findings()
          .forEach(
              finding ->
                  assertThat(open.page().locator("[id='" + finding.fingerprint() + "']").count())
                      .isEqualTo(1));
      assertThat(open.page().locator("#told article").first().isVisible()).isTrue();
      assertThat(open.texts("#told article").get(0))
          .contains("version-predicate", "READ  100", "racetrace playbook lost-update --finding ");
    }
  }

  @Test
  void nothing_found_is_said_with_what_was_seen() throws IOException {
    try (OpenReport open = OpenReport.of(chromium, HtmlReports.clean(), folder)) {
      assertThat(open.texts("#verdict")).containsExactly("inconclusive");
      assertThat(open.texts("main")).singleElement().asString().contains("no spans to look at");
      assertThat(open.texts("#incomplete")).singleElement().asString().contains("incomplete");
      assertThat(open.complaints()).isEmpty();
    }
  }

  private static JsonObject json(Report report) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(report, json);
    return JsonParser.parseString(json.toString()).getAsJsonObject();
  }

  private static String text(JsonObject object, String field) {
    return object.get(field).getAsString();
  }

  private static List<String> strings(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }
}
