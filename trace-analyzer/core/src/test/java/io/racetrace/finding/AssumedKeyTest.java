package io.racetrace.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Access;
import io.racetrace.access.KeySource;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.detect.CensusDetector;
import io.racetrace.detect.Detector;
import io.racetrace.detect.Detectors;
import io.racetrace.detect.RecordDetector;
import io.racetrace.detect.TimelineCase;
import io.racetrace.history.Census;
import io.racetrace.history.History;
import io.racetrace.order.ClockBounds;
import io.racetrace.order.HappensBefore;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every rule to it: what rests on an assumed key is possible at most, and says so. */
class AssumedKeyTest {

  private static final HappensBefore ORDER =
      new HappensBefore(new SpanForest(), new ClockBounds(10_000_000, 1));

  static Stream<TimelineCase> timelines() {
    return Detectors.all().stream()
        .flatMap(detector -> TimelineCase.of(detector.rule().id()).stream());
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void no_rule_is_sure_of_a_key_that_was_assumed(TimelineCase timeline) {
    for (Finding finding : findings(timeline, KeySource.PATH)) {
      assertThat(finding.certainty().isAtLeast(Certainty.LIKELY)).isFalse();
      assertThat(finding.byCertainty().keySet())
          .noneMatch(certainty -> certainty.isAtLeast(Certainty.LIKELY));
      for (Exemplar exemplar : finding.exemplars()) {
        assertThat(exemplar.certainty().isAtLeast(Certainty.LIKELY)).isFalse();
        assertThat(exemplar.explanation().because())
            .contains("no statement of A shows its key: it was taken from the path of the request");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KeySource.class)
  void only_an_assumed_key_makes_a_rule_less_sure(KeySource source) {
    boolean sure =
        timelines()
            .flatMap(timeline -> findings(timeline, source).stream())
            .anyMatch(finding -> finding.certainty() == Certainty.PROVEN);
    assertThat(sure).isEqualTo(!source.isAssumed());
  }

  private static List<Finding> findings(TimelineCase timeline, KeySource source) {
    Map<Object, List<Access>> records = new TreeMap<>();
    for (Access access : accesses(timeline)) {
      Access other = keyedBy(access, source);
      records.computeIfAbsent(other.record().toString(), record -> new ArrayList<>()).add(other);
    }
    Census census = new Census(3);
    List<Finding> findings = new ArrayList<>();
    for (List<Access> accesses : records.values()) {
      History history = new History(accesses.get(0).record(), accesses);
      accesses.forEach(census::add);
      census.add(history, ORDER::clocksTell, (a, b) -> false);
      for (Detector detector : Detectors.all()) {
        if (detector instanceof RecordDetector recordDetector) {
          findings.addAll(recordDetector.detect(history, ORDER));
        }
      }
    }
    for (Detector detector : Detectors.all()) {
      if (detector instanceof CensusDetector censusDetector) {
        findings.addAll(censusDetector.detect(census));
      }
    }
    return findings;
  }

  private static List<Access> accesses(TimelineCase timeline) {
    BoundaryWriters boundaryWriters = new BoundaryWriters();
    timeline.timeline().spans().forEach(boundaryWriters::learn);
    TraceAccesses extraction =
        new TraceAccesses(List.of(new StatedAccessExtractor()), boundaryWriters, new SpanForest());
    List<Access> all = new ArrayList<>();
    timeline.timeline().spans().stream()
        .collect(Collectors.groupingBy(span -> span.traceId()))
        .values()
        .forEach(trace -> all.addAll(extraction.extract(new TraceTree(trace)).accesses()));
    return all;
  }

  private static Access keyedBy(Access access, KeySource source) {
    Site site = access.site();
    Site other =
        new Site(
            site.traceId(),
            site.spanId(),
            site.instance(),
            site.entryPoint(),
            site.unit(),
            site.context(),
            site.statement(),
            source,
            site.message());
    if (access instanceof Read read) {
      return new Read(
          read.record(), read.interval(), other, read.columns(), read.guards(), read.seen());
    }
    Write write = (Write) access;
    return new Write(
        write.record(),
        write.interval(),
        write.effect(),
        other,
        write.operation(),
        write.columns(),
        write.guards(),
        write.base(),
        write.left(),
        write.amount(),
        write.outcome(),
        write.rejectedBy());
  }
}
