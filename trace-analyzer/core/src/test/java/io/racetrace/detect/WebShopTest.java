package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Side;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What a reader sees of an ordinary shop's log, about a thousand statements long, in which nothing
 * happens at the same time: what is dangerous, and little else. What is dangerous was decided by
 * reading the statements.
 */
class WebShopTest {

  private static final WebShopLog LOG = WebShopLog.of(resource("web-shop.txt"));
  private static final SortedSet<String> DANGEROUS = truth("dangerous");
  private static final SortedSet<String> HARMLESS = truth("harmless");

  private final Report report = TraceAnalyzer.builder().build().analyze(LOG.spans());
  private final List<Finding> latent =
      report.findings().stream()
          .filter(finding -> finding.certainty() == Certainty.LATENT)
          .toList();

  @Test
  void the_log_is_serial_and_about_a_thousand_statements_long() {
    assertThat(LOG.statements()).isBetween(800, 1_300);
    // That two services write orders is seen without any collision.
    assertThat(report.findings())
        .filteredOn(finding -> finding.certainty() != Certainty.LATENT)
        .extracting(finding -> finding.rule().id())
        .containsOnly("ownership-conflict");
  }

  @Test
  void all_that_is_dangerous_is_predicted() {
    assertThat(predicted()).containsAll(DANGEROUS);
  }

  @Test
  void nothing_harmless_is_predicted() {
    assertThat(predicted()).doesNotContainAnyElementsOf(HARMLESS);
  }

  @Test
  void a_reader_sees_tens_of_findings_and_not_hundreds() {
    assertThat(report.findings()).hasSizeLessThan(40);
    assertThat(predicted()).as("one finding for each pair").hasSameSizeAs(latent);
  }

  @Test
  void the_most_frequent_stand_first() {
    List<Double> rates = new ArrayList<>();
    for (Finding finding : latent) {
      Double perDay = Objects.requireNonNull(finding.expected()).perDay();
      if (perDay != null) {
        rates.add(-perDay);
      }
    }
    assertThat(rates).isSorted().isNotEmpty();
  }

  @Test
  void the_order_of_the_spans_changes_nothing() {
    String expected = json(LOG.spans());
    List<Span> shuffled = new ArrayList<>(LOG.spans());
    Collections.shuffle(shuffled, new Random(3));
    assertThat(json(shuffled)).isEqualTo(expected);
  }

  private SortedSet<String> predicted() {
    SortedSet<String> predicted = new TreeSet<>();
    for (Finding finding : latent) {
      SortedSet<String> sides = new TreeSet<>();
      for (Side side : finding.exemplars().get(0).sides()) {
        sides.add(side.entryPoint());
      }
      String table = finding.recordType().substring(finding.recordType().lastIndexOf('/') + 1);
      predicted.add(table + ": " + sides.first() + " + " + sides.last());
    }
    return predicted;
  }

  private static SortedSet<String> truth(String kind) {
    SortedSet<String> pairs = new TreeSet<>();
    for (String line : resource("web-shop-truth.txt").lines().toList()) {
      if (line.startsWith(kind + " ")) {
        pairs.add(line.substring(kind.length() + 1));
      }
    }
    return pairs;
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

  private static String resource(String name) {
    try (var stream = Objects.requireNonNull(WebShopTest.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
