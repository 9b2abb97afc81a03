package io.racetrace.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What is so does not hang on the words that it is told in, and who is told less knows no more. */
class ParaphraseTest {

  /** Without these two stores are one. */
  private static final Set<String> NAMES_THE_STORE =
      Set.of("db.namespace", "server.address", "server.port");

  private static final List<TrapCase> ALL = TrapCase.all();

  @Property(tries = 150)
  void other_words_change_no_verdict(
      @ForAll("cases") TrapCase trap, @ForAll @Size(min = 1, max = 3) Set<Paraphrase> all) {
    List<Span> spans = trap.timeline().spans();
    for (Paraphrase each : new TreeSet<>(all)) {
      boolean names = each == Paraphrase.USUAL_PORT && !trap.given().isEmpty();
      spans = names ? spans : each.apply(spans);
    }
    assertThat(told(trap.analyze(spans))).isEqualTo(told(trap.analyze(trap.timeline().spans())));
  }

  @Property(tries = 150)
  void what_is_not_told_makes_nobody_surer(
      @ForAll("cases") TrapCase trap, @ForAll("losses") String loss) {
    List<Span> spans = trap.timeline().spans();
    Map<String, Certainty> before = certainties(trap.analyze(spans));
    List<String> surer = new ArrayList<>();
    certainties(trap.analyze(without(loss, spans)))
        .forEach(
            (rule, certainty) -> {
              if (certainty.isAtLeast(Certainty.LIKELY)
                  && !before.getOrDefault(rule, Certainty.LATENT).isAtLeast(certainty)) {
                surer.add(rule + " " + certainty);
              }
            });
    assertThat(surer).as(trap + " without " + loss).isEmpty();
  }

  @Provide
  Arbitrary<TrapCase> cases() {
    return Arbitraries.of(ALL);
  }

  @Provide
  Arbitrary<String> losses() {
    TreeSet<String> losses =
        new TreeSet<>(Set.of("parents", "links", "status", "instances", "entries"));
    for (TrapCase trap : ALL) {
      trap.timeline().spans().forEach(span -> losses.addAll(span.attributes().keySet()));
    }
    losses.removeAll(NAMES_THE_STORE);
    return Arbitraries.of(losses);
  }

  private static List<Span> without(String loss, List<Span> spans) {
    return spans.stream()
        .filter(span -> !loss.equals("entries") || !span.kind().isEntry())
        .map(span -> without(loss, span))
        .toList();
  }

  private static Span without(String loss, Span span) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.remove(loss);
    boolean unnamed = loss.equals("instances");
    return new Span(
        span.traceId(),
        span.spanId(),
        loss.equals("parents") ? null : span.parent(),
        unnamed ? new ServiceInstance(span.instance().service(), "") : span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        loss.equals("status") ? SpanStatus.UNSET : span.status(),
        attributes,
        loss.equals("links") ? List.of() : span.links(),
        span.resolution());
  }

  private static String told(Report report) {
    return report.verdict() + " " + certainties(report);
  }

  private static Map<String, Certainty> certainties(Report report) {
    Map<String, Certainty> surest = new TreeMap<>();
    for (Finding finding : report.findings()) {
      if (finding.certainty() != Certainty.LATENT) {
        surest.merge(
            finding.rule().id(),
            finding.certainty(),
            (one, other) -> one.isAtLeast(other) ? one : other);
      }
    }
    return surest;
  }
}
