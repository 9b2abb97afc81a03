package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordType;
import io.racetrace.access.Site;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.access.gap.BlindSpot;
import io.racetrace.access.gap.ContextGap;
import io.racetrace.access.gap.Emitter;
import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.Origins;
import io.racetrace.trace.Sampling;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts how much an input can prove, trace by trace. */
public final class CoverageTally {

  /** One of so many spans may lack its parent for other reasons. */
  private static final long FEW = 1000;

  private final Origins origins;
  private final Predicate<Span> showsEnds;
  private final Function<RecordType, @Nullable String> keyColumns;
  private final CoverageTable table = new CoverageTable();
  private final Map<String, Spans> services = new HashMap<>();
  private final Map<RecordType, String> typeIds = new HashMap<>();
  private final Map<RecordType, String> typeKeys = new HashMap<>();
  private Coverage totals = Coverage.NONE;

  /** What is counted of one service's spans. */
  private static final class Spans {
    private final TreeSet<String> emitters = new TreeSet<>();
    private long all;
    private long orphans;
    private long torn;
    private long consumers;
    private long causeless;
    private @Nullable Sampling sampling;
    private long resolution = 1;
  }

  /** Where an access stands: the part of its trace above it. */
  private record Place(boolean whole, boolean causeless) {}

  /**
   * @param showsEnds whether the transaction of a statement like this one would be seen to end
   * @param keyColumns which columns identify a record of a type, and how that is known
   */
  public CoverageTally(
      Origins origins,
      Predicate<Span> showsEnds,
      Function<RecordType, @Nullable String> keyColumns) {
    this.origins = origins;
    this.showsEnds = showsEnds;
    this.keyColumns = keyColumns;
  }

  /** Takes up what is not kept with a span, when it arrives. */
  public void arrived(Span span) {
    Sampling sampling = Sampling.of(span.attribute(Sampling.TRACE_STATE));
    if (sampling != null || span.resolution() > 1) {
      Spans spans = spans(span);
      spans.sampling = ServiceCoverage.rarer(spans.sampling, sampling);
      spans.resolution = Math.max(spans.resolution, span.resolution());
    }
  }

  /** Notes that evidence is known to be missing. */
  public void truncated() {
    totals = totals.withTruncation();
  }

  /**
   * Counts a trace.
   *
   * @param keyless writes of records that can't be told, with an empty key
   */
  public void add(
      TraceTree tree, List<Access> accesses, List<BlindSpot> blindSpots, List<Write> keyless) {
    for (Span span : tree.spans()) {
      Spans spans = spans(span);
      spans.all++;
      if (isOrphan(tree, span)) {
        spans.orphans++;
        spans.torn += span.kind().isEntry() ? 0 : 1;
      }
      if (span.kind() == SpanKind.CONSUMER) {
        spans.consumers++;
        spans.causeless += isCauseless(span) ? 1 : 0;
      }
    }
    Map<SpanId, Place> places = new HashMap<>();
    long writes = 0;
    long withUnit = 0;
    for (Access access : accesses) {
      if (access.site().keySource().isAssumed()) {
        // The store was not told this key: the touch is a blind spot too, and counts as that.
        continue;
      }
      Span span = tree.span(access.site().spanId());
      if (access instanceof Write write) {
        writes++;
        withUnit += write.site().unit().boundary() == Boundary.UNKNOWN ? 0 : 1;
        if (span != null) {
          add(write, span, place(tree, span, places));
        }
      } else if (span != null) {
        emitter(span);
        row(span, access.record().type(), 0, 0, 0, 0, 0, 1, 1, 0);
      }
    }
    long blindWrites = 0;
    for (BlindSpot blind : blindSpots) {
      long write = blind.operation().isWrite() ? 1 : 0;
      blindWrites += write;
      Place place = place(tree, blind.span(), places);
      row(blind.span(), blind.type(), write, 0, 0, 0, place.whole ? write : 0, 1 - write, 0, 0);
      if (write > 0) {
        context(blind.service(), blind.type(), place);
      }
      Emitter emitter = emitter(blind.span());
      gap(blind.service(), blind.type(), blind.statement(), blind.gap(), emitter, write, 1 - write);
    }
    for (Write write : keyless) {
      Span span = tree.span(write.site().spanId());
      // No blind spot, for nothing is lost by it; but it tells of a writer.
      if (span != null
          && write.operation() == Operation.INSERT
          && write.outcome().mayHaveTakenEffect()) {
        row(span, write.record().type(), 0, 0, 0, 0, 0, 0, 0, 1);
      }
    }
    totals =
        totals.plus(
            new Coverage(
                tree.spans().size(),
                1,
                accesses.size(),
                writes + blindWrites,
                writes,
                withUnit,
                tree.orphans(),
                false,
                List.of(),
                List.of(),
                List.of()));
  }

  private void add(Write write, Span span, Place place) {
    Site site = write.site();
    RecordType type = write.record().type();
    boolean hasUnit = site.unit().boundary() != Boundary.UNKNOWN;
    boolean hasOutcome = write.outcome() != Outcome.INDETERMINATE;
    row(span, type, 1, 1, hasUnit ? 1 : 0, hasOutcome ? 1 : 0, place.whole ? 1 : 0, 0, 0, 0);
    Emitter emitter = emitter(span);
    if (!hasOutcome) {
      Gap gap =
          hasUnit
              ? ContextGap.UNKNOWN_ROWS
              : showsEnds.test(span) ? ContextGap.PARALLEL_STATEMENTS : ContextGap.UNKNOWN_UNIT;
      gap(site.service(), type, site.statement(), gap, emitter, 1, 0);
    }
    context(site.service(), type, place);
  }

  private void context(String service, RecordType type, Place place) {
    if (!place.whole) {
      gap(service, type, "", ContextGap.CUT_OFF, Emitter.UNKNOWN, 1, 0);
    }
    if (place.causeless) {
      gap(service, type, "", ContextGap.NO_CAUSE, Emitter.UNKNOWN, 1, 0);
    }
  }

  private static Place place(TraceTree tree, Span span, Map<SpanId, Place> known) {
    List<Span> path = new ArrayList<>();
    Place place = null;
    for (Span at = span; at != null && place == null; at = tree.parent(at)) {
      place = known.get(at.spanId());
      if (place == null) {
        path.add(at);
      }
    }
    for (int i = path.size() - 1; i >= 0; i--) {
      Span at = path.get(i);
      boolean whole = place == null ? !isOrphan(tree, at) : place.whole;
      boolean causeless =
          at.kind().isEntry()
              ? at.kind() == SpanKind.CONSUMER && isCauseless(at)
              : place != null && place.causeless;
      place = new Place(whole, causeless);
      known.put(at.spanId(), place);
    }
    return Objects.requireNonNull(place);
  }

  private static boolean isOrphan(TraceTree tree, Span span) {
    return span.parent() != null && tree.span(span.parent()) == null;
  }

  private static boolean isCauseless(Span consumer) {
    return consumer.parent() == null && consumer.links().isEmpty();
  }

  private Spans spans(Span span) {
    String service = span.instance().service();
    Spans known = services.get(service);
    if (known == null) {
      known = new Spans();
      services.put(service, known);
    }
    return known;
  }

  private Emitter emitter(Span span) {
    Emitter emitter = origins.emitter(span);
    if (!emitter.words().isEmpty()) {
      spans(span).emitters.add(emitter.words());
    }
    return emitter;
  }

  private void row(Span span, RecordType type, long... counts) {
    String service = span.instance().service();
    table.row(service, typeId(type), counts);
    String columns = typeKeys.get(type);
    if (columns != null) {
      table.keyColumns(service, typeId(type), columns);
    }
  }

  private void gap(
      String service,
      RecordType type,
      String statement,
      Gap gap,
      Emitter emitter,
      long writes,
      long reads) {
    table.gap(new CoverageGap(service, typeId(type), statement, gap, emitter, 0, 0), writes, reads);
  }

  private String typeId(RecordType type) {
    String known = typeIds.get(type);
    if (known != null) {
      return known;
    }
    String id = type.id();
    typeIds.put(type, id);
    String columns = keyColumns.apply(type);
    if (columns != null) {
      typeKeys.put(type, columns);
    }
    return id;
  }

  /** Whether spans of any service were lost. */
  public boolean losesSpans() {
    return services.keySet().stream().anyMatch(this::losesSpans);
  }

  /** Whether spans of a service were lost: more than a few lack a parent that it had itself. */
  public boolean losesSpans(String service) {
    Spans spans = services.get(service);
    return spans != null && spans.torn * FEW > spans.all;
  }

  /** What was counted so far. */
  public Coverage coverage() {
    List<ServiceCoverage> told = new ArrayList<>();
    new TreeMap<>(services)
        .forEach(
            (service, spans) ->
                told.add(
                    new ServiceCoverage(
                        service,
                        spans.emitters,
                        spans.all,
                        spans.orphans,
                        spans.consumers,
                        spans.causeless,
                        spans.sampling,
                        spans.resolution)));
    return totals.with(table, told);
  }
}
