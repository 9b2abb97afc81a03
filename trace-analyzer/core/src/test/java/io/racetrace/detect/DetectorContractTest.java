package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule owes, whoever wrote it. */
class DetectorContractTest {

  private static final Path PLAYBOOKS = Path.of("../../playbooks");
  private static final List<String> HEADINGS =
      List.of(
          "## 30 seconds",
          "## Confirm",
          "## Stop the bleeding",
          "## Find the damage",
          "## Repair",
          "## Verify",
          "## Escalate",
          "## Prevent",
          "## Background");
  private static final Pattern FENCED = Pattern.compile("```timeline\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

  static List<Detector> detectors() {
    return Detectors.all();
  }

  static Stream<TimelineCase> timelines() {
    return Detectors.all().stream().flatMap(d -> TimelineCase.of(d.rule().id()).stream());
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void a_rule_is_called_like_its_class(Detector detector) {
    String kebab =
        detector
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=.)([A-Z])", "-$1")
            .toLowerCase(Locale.ROOT);
    assertThat(detector.rule().id()).isEqualTo(kebab);
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void a_rule_has_racy_safe_and_inconclusive_timelines(Detector detector) {
    assertThat(TimelineCase.of(detector.rule().id()).stream().map(TimelineCase::kind))
        .contains("racy", "safe", "inconclusive");
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void the_page_has_all_headings_in_order(Detector detector) {
    String page = page(detector);
    int at = 0;
    for (String heading : HEADINGS) {
      int next = page.indexOf("\n" + heading + "\n", at);
      assertThat(next).as(detector.rule().id() + ": " + heading).isNotNegative();
      at = next;
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void the_timeline_on_the_page_gives_the_finding(Detector detector) {
    Matcher fenced = FENCED.matcher(page(detector));
    assertThat(fenced.find()).as("a fenced timeline").isTrue();
    Report report =
        TraceAnalyzer.builder().build().analyze(Timeline.parse(fenced.group(1)).spans());
    assertThat(report.findings())
        .extracting(finding -> finding.rule().id())
        .contains(detector.rule().id());
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void every_link_on_the_page_leads_somewhere(Detector detector) {
    Matcher link = LINK.matcher(page(detector));
    while (link.find()) {
      if (!link.group(1).startsWith("http")) {
        assertThat(PLAYBOOKS.resolve(link.group(1))).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void the_order_of_the_input_changes_nothing(TimelineCase timeline) {
    List<Span> spans = timeline.timeline().spans();
    String expected = json(spans);
    Random random = new Random(1);
    for (int i = 0; i < 5; i++) {
      List<Span> shuffled = new ArrayList<>(spans);
      Collections.shuffle(shuffled, random);
      assertThat(json(shuffled)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void spans_that_come_twice_change_nothing_but_the_diagnostic(TimelineCase timeline) {
    List<Span> spans = timeline.timeline().spans();
    List<Span> twice = new ArrayList<>(spans);
    twice.addAll(spans);
    assertThat(json(twice).replaceAll("(?s)\"diagnostics\".*", ""))
        .isEqualTo(json(spans).replaceAll("(?s)\"diagnostics\".*", ""));
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void other_ids_and_shifted_clocks_give_the_same_findings(TimelineCase timeline) {
    List<Span> spans = timeline.timeline().spans();
    List<Span> changed = spans.stream().map(span -> changed(span, 86_400_000_000_123L)).toList();
    assertThat(signature(changed)).isEqualTo(signature(spans));
  }

  private static List<String> signature(List<Span> spans) {
    return TraceAnalyzer.builder().build().analyze(spans).findings().stream()
        .map(f -> f.rule().id() + f.certainty() + f.fingerprint() + f.count() + f.impact())
        .toList();
  }

  private static Span changed(Span span, long shift) {
    return new Span(
        changed(span.traceId()),
        changed(span.spanId()),
        span.parent() == null ? null : changed(span.parent()),
        span.instance(),
        span.kind(),
        span.name(),
        new Interval(span.interval().start() + shift, span.interval().end() + shift),
        span.status(),
        span.attributes(),
        span.links().stream()
            .map(link -> new SpanLink(changed(link.traceId()), changed(link.spanId())))
            .toList());
  }

  private static TraceId changed(TraceId id) {
    return new TraceId(id.low() * 0x9E3779B97F4A7C15L, id.high() + 5);
  }

  private static SpanId changed(SpanId id) {
    return new SpanId(id.value() * 0x9E3779B97F4A7C15L);
  }

  private static String json(List<Span> spans) {
    StringBuilder json = new StringBuilder();
    try {
      new JsonReportWriter().write(TraceAnalyzer.builder().build().analyze(spans), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return json.toString();
  }

  private static String page(Detector detector) {
    try {
      return "\n" + Files.readString(PLAYBOOKS.resolve(detector.rule().id() + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
