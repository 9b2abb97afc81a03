package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.racetrace.report.Advisory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as people use it: by keyboard, with aids, on paper, with thousands of findings. */
@Tag("once")
class ITHtmlReportUse {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static Chromium chromium;
  private static Advisory points;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    points = HtmlReports.ofLab("loyalty-points");
    Files.createDirectories(SCREENSHOTS);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void everything_is_reached_by_keyboard_alone() throws IOException {
    try (OpenReport open = OpenReport.of(chromium, points, folder)) {
      Page page = open.page();
      tabTo(page, "#findings a");
      String first = open.field("fingerprint");
      page.keyboard().press("ArrowDown");
      assertThat(open.field("fingerprint")).isNotEqualTo(first);
      assertThat(page.url()).endsWith("#" + open.field("fingerprint"));
      page.keyboard().press("End");
      assertThat(open.texts("#drawn h2").get(0)).startsWith("ownership-conflict");
      page.keyboard().press("Home");
      assertThat(open.field("fingerprint")).isEqualTo(first);
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("Enter");
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("detail");

      tabTo(page, "#drawn input[type=range]");
      assertThat(open.texts("#drawn .slack output").get(0)).contains("the verdict holds");
      Locator read = page.locator("#drawn .side-b .mark.read .leader");
      double before = Double.parseDouble(read.getAttribute("x1"));
      page.keyboard().press("End");
      assertThat(open.texts("#drawn .slack output").get(0)).contains("does not hold");
      assertThat(Double.parseDouble(read.getAttribute("x1"))).isGreaterThan(before);

      tabTo(page, "#drawn .argument button");
      assertThat(page.locator("#drawn .mark.hot").count()).isEqualTo(2);
      assertThat(page.locator("#drawn .mark.hot.read").count()).isEqualTo(2);
      page.keyboard().press("Tab");
      assertThat(page.locator("#drawn .mark.hot.write").count()).isEqualTo(2);

      tabTo(page, "#drawn .raw summary");
      page.keyboard().press("Enter");
      assertThat(page.locator("#drawn pre[data-raw=suppress]").textContent())
          .contains("fingerprint: " + open.field("fingerprint"));
    }
  }

  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if ((Boolean) page.evaluate("wanted => document.activeElement.matches(wanted)", selector)) {
        return;
      }
    }
    throw new AssertionError("the Tab key does not lead to " + selector);
  }

  @Test
  void the_filter_leaves_what_fits_and_chooses_among_it() throws IOException {
    try (OpenReport open = OpenReport.of(chromium, points, folder)) {
      open.page().locator("#filter-text").fill("ownership");
      assertThat(open.page().locator("#findings li:visible").count()).isEqualTo(1);
      assertThat(open.texts("#drawn h2").get(0)).startsWith("ownership-conflict");
      assertThat(open.texts("#filter-left")).containsExactly("1 of 4 findings");
      open.page().locator("#filter-text").fill("");
      open.page().locator("#filter-rule").selectOption("lost-update");
      assertThat(open.page().locator("#findings li:visible").count()).isEqualTo(3);
      open.page().locator("#filter-PROVEN").uncheck();
      assertThat(open.page().locator("#findings li:visible").count()).isZero();
    }
  }

  @Test
  void the_suppression_that_it_offers_is_one_that_check_takes() throws IOException {
    try (OpenReport open = OpenReport.of(chromium, points, folder)) {
      open.page().locator("#drawn .raw summary").click();
      Path file = folder.resolve("racetrace.yaml");
      Files.writeString(
          file,
          "assertions:\n  - no-race: {on: '*'}\n"
              + open.page().locator("#drawn pre[data-raw=suppress]").textContent());
      AssertionsFile read = AssertionsFile.read(file);
      assertThat(read.exceptions())
          .singleElement()
          .extracting("fingerprint")
          .isEqualTo(open.field("fingerprint"));
    }
  }

  @Test
  void aids_find_nothing_serious_in_any_form() throws IOException {
    for (String exhibit : List.of("loyalty-points", "long-lock", "cache-stampede")) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : List.of(1440, 390)) {
          NewContextOptions options =
              new NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme);
          try (OpenReport open =
              OpenReport.of(chromium, HtmlReports.ofLab(exhibit), folder, options)) {
            open.page().locator("#drawn .raw summary").click();
            assertThat(serious(open.page())).as(exhibit + " " + scheme + " " + width).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void aids_do_find_what_is_broken() throws IOException {
    try (OpenReport open = OpenReport.of(chromium, points, folder)) {
      open.page().evaluate("document.querySelector('label[for=filter-text]').remove()");
      assertThat(serious(open.page())).isNotEmpty();
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ITHtmlReportUse.class.getResourceAsStream(name), name);
  }

  private static List<?> serious(Page page) throws IOException {
    try (InputStream axe = resource("/axe.min.js")) {
      page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        page.evaluate(
            "async () => (await axe.run()).violations"
                + ".filter(each => ['serious', 'critical'].includes(each.impact))"
                + ".map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' | '))");
  }

  @Test
  void five_thousand_findings_stay_small_and_open_fast() throws IOException {
    Advisory many = HtmlReports.many(points, 5000);
    String html = OpenReport.html(many);
    long size = html.getBytes(StandardCharsets.UTF_8).length;
    assertThat(size).isLessThan(10_000_000);
    try (OpenReport open = OpenReport.of(chromium, many, SCREENSHOTS)) {
      Object ready =
          open.page().evaluate("performance.getEntriesByName('racetrace-ready')[0].startTime");
      Object interactive =
          open.page()
              .evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");
      System.out.printf(
          "5,000 findings: %,d bytes; text after %s ms, drawn after %s ms%n",
          size, interactive, ready);
      assertThat(
              ((Number) open.page().evaluate("document.querySelectorAll('*').length")).intValue())
          .isLessThan(50_000);
      assertThat(open.page().locator("#findings li").count()).isEqualTo(5000);
      open.page().locator("#findings a").first().focus();
      open.page().keyboard().press("End");
      String last = many.report().findings().get(4999).fingerprint().toString();
      assertThat(open.field("fingerprint")).isEqualTo(last);
      assertThat(open.page().locator("#drawn .mark").count()).isPositive();
    }
  }

  @Test
  void it_is_looked_at_in_light_and_dark_narrow_and_on_paper() throws IOException {
    for (Map.Entry<String, ColorScheme> scheme :
        Map.of("light", ColorScheme.LIGHT, "dark", ColorScheme.DARK).entrySet()) {
      for (String exhibit :
          List.of("loyalty-points", "long-lock", "cache-stampede", "lock-misuse")) {
        for (int width : List.of(1280, 390)) {
          NewContextOptions options =
              new NewContextOptions()
                  .setViewportSize(width, width == 390 ? 2400 : 1500)
                  .setColorScheme(scheme.getValue());
          try (OpenReport open =
              OpenReport.of(chromium, HtmlReports.ofLab(exhibit), folder, options)) {
            assertThat(open.page().evaluate("document.documentElement.scrollWidth"))
                .as("nothing is wider than the screen")
                .isEqualTo(width);
            open.page()
                .screenshot(
                    new Page.ScreenshotOptions()
                        .setPath(
                            SCREENSHOTS.resolve(
                                exhibit
                                    + "-"
                                    + scheme.getKey()
                                    + (width == 390 ? "-narrow" : "")
                                    + ".png")));
          }
        }
      }
    }
    try (OpenReport open = OpenReport.of(chromium, points, folder)) {
      open.page()
          .pdf(new Page.PdfOptions().setPath(SCREENSHOTS.resolve("print.pdf")).setFormat("A4"));
      open.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      open.page()
          .screenshot(
              new Page.ScreenshotOptions()
                  .setPath(SCREENSHOTS.resolve("print.png"))
                  .setFullPage(true));
      assertThat(open.page().locator("#told figure svg").count())
          .as("pictures on paper")
          .isEqualTo(4);
    }
  }
}
