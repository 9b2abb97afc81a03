package io.racetrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.column.ByteColumn;
import io.racetrace.column.Texts;
import io.racetrace.detect.Detectors;
import io.racetrace.detect.TimelineCase;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AccessCodecTest {

  @Property
  void what_is_read_equals_what_was_written(@ForAll("accesses") List<Access> accesses) {
    assertThat(roundTrip(accesses)).isEqualTo(accesses);
  }

  @Test
  void every_access_of_every_timeline_survives() {
    Detectors.all().stream()
        .flatMap(detector -> TimelineCase.of(detector.rule().id()).stream())
        .forEach(timeline -> assertThat(roundTrip(of(timeline))).isEqualTo(of(timeline)));
  }

  private static List<Access> of(TimelineCase timeline) {
    BoundaryWriters writers = new BoundaryWriters();
    timeline.timeline().spans().forEach(writers::learn);
    TraceAccesses accesses =
        new TraceAccesses(List.of(new StatedAccessExtractor()), writers, new SpanForest());
    List<Access> all = new ArrayList<>();
    timeline.timeline().spans().stream()
        .collect(Collectors.groupingBy(span -> span.traceId()))
        .values()
        .forEach(trace -> all.addAll(accesses.extract(new TraceTree(trace)).accesses()));
    return all;
  }

  private static List<Access> roundTrip(List<Access> accesses) {
    AccessCodec codec = new AccessCodec(new Texts());
    ByteColumn bytes = new ByteColumn();
    accesses.forEach(access -> codec.write(access, bytes));
    ByteColumn.Reader reader = bytes.read(0);
    List<Access> back = new ArrayList<>();
    accesses.forEach(access -> back.add(codec.read(reader)));
    return back;
  }

  @Provide
  Arbitrary<List<Access>> accesses() {
    return Arbitraries.oneOf(reads(), writes()).list().ofMaxSize(5);
  }

  private Arbitrary<Access> reads() {
    return Combinators.combine(records(), intervals(), sites(), columns(), guards(), snapshots())
        .as(Read::new);
  }

  private Arbitrary<Access> writes() {
    return Combinators.combine(
            records(),
            intervals(),
            sites(),
            columns(),
            guards(),
            snapshots(),
            snapshots(),
            Arbitraries.of(Outcome.class))
        .as(
            (record, interval, site, columns, guards, base, left, outcome) ->
                new Write(
                    record,
                    interval,
                    new Interval(interval.start(), interval.end() + 17),
                    site,
                    Operation.UPDATE,
                    columns,
                    guards,
                    base,
                    left,
                    outcome == Outcome.FAILED ? null : new BigDecimal("12.50"),
                    outcome,
                    outcome == Outcome.REJECTED ? Guard.ISOLATION : null));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ascii().ofMaxLength(12);
  }

  private static Arbitrary<RecordKey> records() {
    return Combinators.combine(
            texts(), texts(), texts(), texts(), texts(), Arbitraries.of(RecordKey.Kind.class))
        .as(
            (system, address, database, name, key, kind) ->
                new RecordKey(
                    new RecordType(new Store(system, address, database), name), key, kind));
  }

  private static Arbitrary<Interval> intervals() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE / 2),
            Arbitraries.longs().between(0, Integer.MAX_VALUE))
        .as((start, nanos) -> new Interval(start, start + nanos));
  }

  private static Arbitrary<Columns> columns() {
    return Combinators.combine(
            texts().set().ofMaxSize(3), texts().set().ofMaxSize(3), texts().injectNull(0.3))
        .as((absolute, relative, measured) -> new Columns(absolute, relative, measured));
  }

  private static Arbitrary<Set<Guard>> guards() {
    return Arbitraries.of(Guard.class).set();
  }

  private static Arbitrary<Snapshot> snapshots() {
    return Combinators.combine(
            Arbitraries.oneOf(
                texts().map(Version::of),
                Arbitraries.of(Version.Reason.class).map(Version.Unknown::new)),
            texts().injectNull(0.3))
        .as(Snapshot::new);
  }

  private static Arbitrary<CausalContext> contexts() {
    return Combinators.combine(
            Arbitraries.longs(), Arbitraries.longs(), Arbitraries.integers().greaterOrEqual(0))
        .as((high, low, node) -> new CausalContext(new TraceId(high, low), node, low > 0));
  }

  private static Arbitrary<Message> messages() {
    return Combinators.combine(
            texts(), texts(), Arbitraries.longs().injectNull(0.3), texts(), texts(), texts())
        .as(Message::new);
  }

  private static Arbitrary<Site> sites() {
    return Combinators.combine(
            contexts(),
            intervals().injectNull(0.5),
            texts(),
            Arbitraries.longs(),
            Arbitraries.of(KeySource.class),
            messages().injectNull(0.5),
            Arbitraries.of(UnitOfWork.Boundary.class))
        .as(
            (context, end, text, id, source, message, boundary) ->
                new Site(
                    context.traceId(),
                    new SpanId(id),
                    new ServiceInstance(text, "i"),
                    new EntryPoint(
                        text,
                        "POST /x",
                        EntryPoint.Path.EVENT,
                        new SpanId(~id),
                        end == null ? null : new SpanId(id * 3)),
                    new UnitOfWork(
                        boundary,
                        new SpanId(id + 1),
                        end,
                        end == null ? null : Isolation.REPEATABLE_READ,
                        end == null ? List.of() : List.of(footprint(text, id, end))),
                    context,
                    text,
                    source,
                    message,
                    end == null
                        ? new Surroundings(new TreeSet<>(List.of(text)), text, List.of())
                        : new Surroundings(
                            new TreeSet<>(List.of(text)),
                            null,
                            List.of(
                                new HeldLock(text, Mutex.Strength.EXCLUSIVE, end, null, true),
                                new HeldLock("", Mutex.Strength.TABLE, end, end, false)),
                            List.of(lease(text, id, end)),
                            id % 2 == 0 ? lease(text, id, end).lock() : null,
                            id % 3 == 0 ? new RemoteCall(text, id, 7) : null,
                            id % 2 == 0)));
  }

  private static Lease lease(String text, long id, Interval at) {
    RecordType type = new RecordType(new Store("redis", "cache", text), "lock:{}");
    return new Lease(
        new RecordKey(type, text, RecordKey.Kind.LOCK),
        new SpanId(id),
        id,
        at,
        id % 2 == 0,
        id % 3 == 0 ? null : id + 1,
        id % 5 == 0 ? null : id + 2,
        id % 7 == 0,
        id % 11 == 0,
        id % 13 == 0 ? null : at,
        id % 17 == 0);
  }

  private static Footprint footprint(String text, long id, Interval at) {
    RecordType type = new RecordType(new Store("postgresql", "db", text), "t");
    return new Footprint(
        new RecordKey(type, text),
        new SpanId(id),
        id % 2 == 0,
        at,
        at,
        id % 3 == 0,
        id % 5 == 0,
        id % 7 == 0,
        new Snapshot(new Version.Event("7"), text),
        new Columns(Set.of(text), Set.of(), null));
  }
}
