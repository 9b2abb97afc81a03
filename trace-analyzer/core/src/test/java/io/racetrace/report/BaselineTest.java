package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Baseline.Known;
import io.racetrace.report.Standing.Change;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {

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

  private static final LocalDate TODAY = LocalDate.of(2026, 2, 1);

  private final Report race = report(RACE);
  private final Finding finding = race.findings().get(0);

  /** Enough was seen, and nothing was found. */
  private final Report clean =
      report(
          """
          record postgresql/shop/public.account 42 balance
          A referral-service/ref-1 request "POST /referrals/{id}/activate"

            0.0 A write 100 v1
          """);

  private final Report nothing = TraceAnalyzer.builder().build().analyze(List.<Span>of());

  @TempDir Path folder;

  private static Report report(String timeline) {
    return TraceAnalyzer.builder().build().analyze(Timeline.parse(timeline).spans());
  }

  private Baseline read(String text) throws IOException {
    return BaselineFile.read(Files.writeString(folder.resolve("known.txt"), text));
  }

  /** What a file says that somebody wrote when the finding was only as sure as this. */
  private Baseline withCertainty(Certainty certainty) throws IOException {
    return read(
        BaselineFile.text(Baseline.of(race))
            .replace(
                finding.fingerprint() + " proven",
                finding.fingerprint() + " " + certainty.name().toLowerCase(Locale.ROOT)));
  }

  private Suppression until(LocalDate day) {
    return new Suppression(
        finding.fingerprint().toString().substring(0, 6),
        null,
        RecordPattern.ANY,
        "OPS-412",
        day,
        "racetrace.yaml:7:5");
  }

  @Test
  void a_file_is_read_as_it_was_written() throws IOException {
    Baseline known = read(BaselineFile.text(Baseline.of(race)));

    assertThat(known.known()).hasSameSizeAs(race.findings());
    Known first = Objects.requireNonNull(known.known().get(finding.fingerprint().toString()));
    assertThat(first.certainty()).isEqualTo(Certainty.PROVEN);
    assertThat(first.where()).startsWith(folder.resolve("known.txt") + ":");
    assertThat(BaselineFile.text(known)).isEqualTo(BaselineFile.text(Baseline.of(race)));
  }

  @Test
  void what_is_known_does_not_count_and_is_told() throws IOException {
    Screening screening = Screening.of(race, withCertainty(Certainty.PROVEN), List.of(), TODAY);

    assertThat(screening.report().findings()).isEmpty();
    assertThat(screening.whole()).isEqualTo(race);
    assertThat(screening.known()).isEqualTo(race.findings());
    assertThat(screening.standing(finding).why())
        .startsWith("in the baseline, ")
        .contains("known.txt:");
    assertThat(screening.notes()).isEmpty();
  }

  @Test
  void what_is_surer_than_it_was_counts_again() throws IOException {
    Screening screening = Screening.of(race, withCertainty(Certainty.POSSIBLE), List.of(), TODAY);

    assertThat(screening.report().findings()).containsExactly(finding);
    assertThat(screening.standing(finding).change()).isEqualTo(Change.WORSE);
    assertThat(screening.notes())
        .singleElement()
        .asString()
        .contains("was POSSIBLE and is PROVEN, so it counts again");
  }

  @Test
  void what_is_gone_is_listed() throws IOException {
    Screening screening = Screening.of(clean, withCertainty(Certainty.PROVEN), List.of(), TODAY);

    assertThat(screening.gone()).hasSameSizeAs(race.findings());
    assertThat(screening.notes())
        .hasSameSizeAs(race.findings())
        .allMatch(note -> note.contains("no longer found: "))
        .allMatch(note -> note.endsWith("'racetrace baseline update' takes it out"));
    assertThat(Screening.of(nothing, Baseline.of(race), List.of(), TODAY).notes())
        .allMatch(note -> note.endsWith("too little was seen to say that it is gone"));
  }

  @Test
  void an_exception_that_is_over_brings_back_what_the_baseline_knows() throws IOException {
    Baseline known = withCertainty(Certainty.PROVEN);
    Screening over = Screening.of(race, known, List.of(until(TODAY.minusDays(1))), TODAY);
    assertThat(over.report().findings()).containsExactly(finding);
    assertThat(over.standing(finding).why())
        .isEqualTo(
            "racetrace.yaml:7:5: the exception ended on 2026-01-31, so it is back; it was: OPS-412");

    Screening inForce = Screening.of(race, known, List.of(until(TODAY)), TODAY);
    assertThat(inForce.report().findings()).isEmpty();
    assertThat(inForce.suppressed()).containsExactly(finding);
    assertThat(inForce.notes())
        .singleElement()
        .asString()
        .contains("is in the baseline too")
        .contains("delete it from one of them");
  }

  @Test
  void an_update_takes_out_only_what_is_surely_gone_and_never_lowers() throws IOException {
    Baseline all = Baseline.of(race);

    assertThat(all.updated(clean).known()).isEmpty();
    assertThat(all.updated(nothing)).isEqualTo(all);
    assertThat(withCertainty(Certainty.POSSIBLE).updated(race)).isEqualTo(all);
    SortedMap<String, Known> surer = new TreeMap<>();
    Known other = Objects.requireNonNull(all.known().get(all.known().lastKey()));
    Known proven =
        new Known(other.fingerprint(), Certainty.PROVEN, other.rule(), other.what(), "x:1");
    surer.put(other.fingerprint(), proven);
    assertThat(new Baseline(surer).updated(race).known())
        .hasEntrySatisfying(
            other.fingerprint(), kept -> assertThat(kept.certainty()).isEqualTo(Certainty.PROVEN));
    assertThat(Baseline.NONE.updated(race)).isEqualTo(all);
  }

  @Test
  void every_format_says_what_is_left_out_and_why() throws IOException {
    Baseline known = Baseline.of(race);
    Screening screening = Screening.of(race, known, List.of(until(TODAY)), TODAY);
    String why = "excepted until 2026-02-01: OPS-412 (racetrace.yaml:7:5)";

    StringBuilder text = new StringBuilder();
    new TextReportWriter(false).write(screening, text);
    assertThat(text.toString().replaceAll("\\s+", " "))
        .contains("excepted lost-update PROVEN " + finding.fingerprint())
        .contains(why)
        .contains("CLEAN no other race in what was seen")
        .contains("left out: 1 known from the baseline and 1 excepted");

    StringBuilder sarif = new StringBuilder();
    new SarifReportWriter("1", "README.md").write(screening, sarif);
    assertThat(sarif)
        .contains("\"baselineState\": \"unchanged\"")
        .contains("\"justification\": \"" + why + "\"");

    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(screening, json);
    assertThat(json)
        .contains("\"verdict\": \"CLEAN\"")
        .contains("\"counts\": false")
        .contains("\"why\": \"" + why + "\"");

    StringBuilder junit = new StringBuilder();
    new JunitXmlWriter().write("races", TestCase.of(screening, each -> true), junit);
    assertThat(junit).contains("skipped=\"2\"").contains("<skipped message=\"" + why + "\">");

    StringBuilder markdown = new StringBuilder();
    new MarkdownReportWriter().write(screening, markdown);
    assertThat(markdown).contains("| lost-update | PROVEN | ").contains(why);

    StringBuilder github = new StringBuilder();
    new GithubAnnotationWriter().write(screening, github);
    assertThat(github).contains("is left out: " + why).doesNotContain("::error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | :1:1: no baseline, as it does not begin with '# racetrace-baseline/1'",
        "'# racetrace-baseline/2\n' | :1:1: 'racetrace-baseline/2' is another version's; use the",
        "'{}' | :1:1: no baseline",
        "'# racetrace-baseline/1\n\nbeef proven lost-update x' | :3:1: 'beef' is no fingerprint of",
        "'# racetrace-baseline/1\n<<<<<<< HEAD' | :2:1: '<<<<<<<' is no fingerprint of 16 digits; settle",
        "'# racetrace-baseline/1\n0123456789abcdef' | :2:17: after the fingerprint come certainty",
        "'# racetrace-baseline/1\n0123456789abcdef sure lost-update x' | :2:18: 'sure' is none of proven,",
        "'# racetrace-baseline/1\n0123456789abcdef proven LOST x' | :2:25: 'LOST' is no rule",
        "'# racetrace-baseline/1\n0123456789abcdef proven a x\n0123456789abcdef likely a x' | :3:1: 0123456789abcdef is at "
      })
  void what_is_wrong_in_a_file_is_named_with_its_place(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .message()
        .startsWith(folder.resolve("known.txt") + message);
  }

  @Test
  void a_file_that_is_not_there_or_no_text_is_named() throws IOException {
    assertThatThrownBy(() -> BaselineFile.read(folder.resolve("none.txt")))
        .hasMessageContaining("none.txt: no such file; 'racetrace baseline create' writes such");
    Path binary = Files.write(folder.resolve("b"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> BaselineFile.read(binary)).hasMessageContaining("no text in UTF-8");
  }
}
