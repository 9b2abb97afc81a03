package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.AccessCodec;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.column.ByteColumn;
import io.racetrace.column.LongColumn;
import io.racetrace.column.Numbered;
import io.racetrace.column.RowOrder;
import io.racetrace.column.Texts;
import io.racetrace.trace.SpanId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Groups accesses by record. They are kept as bytes; only the history of a contended record, one
 * that several executions touched and at least one of them wrote, or whose version says so, is ever
 * built as objects.
 */
public final class Histories {

  private static final int WRITES = 1;
  private static final int SKIPS = 2;
  private static final int KINDS = RecordKey.Kind.values().length;

  private final Texts texts;
  private final AccessCodec codec;
  private final ByteColumn bytes = new ByteColumn();
  private final LongColumn positions = new LongColumn();
  private final LongColumn records = new LongColumn();
  private final Numbered<RecordType> types = new Numbered<>();
  private final LongColumn executions = new LongColumn();

  /**
   * @param texts the dictionary for names and values; others may use it too
   */
  public Histories(Texts texts) {
    this.texts = texts;
    codec = new AccessCodec(texts);
  }

  public void add(Access access) {
    RecordKey record = access.record();
    int type = types.number(record.type()) * KINDS + record.kind().ordinal();
    records.add((long) type << Integer.SIZE | texts.index(record.key()));
    SpanId branch = access.site().entryPoint().branch();
    long execution =
        access.site().traceId().low() * 31
            + access.site().entryPoint().spanId().value()
            + (branch == null ? 0 : branch.value() * 17);
    int kind = access instanceof Write write ? WRITES | (skipsVersions(write) ? SKIPS : 0) : 0;
    executions.add(execution << 2 | kind);
    positions.add(bytes.position());
    codec.write(access, bytes);
  }

  public int size() {
    return positions.size();
  }

  /** Hands over the history of each contended record, one at a time, in no particular order. */
  public void forEachContended(Consumer<History> consumer) {
    forEachContended(1, histories -> histories.get().forEach(consumer));
  }

  /**
   * The same by the dozen: what gives some histories can be asked on any thread.
   *
   * @param accesses about how many of them to give at once; a history stays whole
   */
  public void forEachContended(int accesses, Consumer<Supplier<List<History>>> some) {
    int[] rows =
        RowOrder.sorted(
            size(), (left, right) -> Long.compare(records.get(left), records.get(right)));
    List<Range> ranges = new ArrayList<>();
    int held = 0;
    int from = 0;
    while (from < rows.length) {
      int to = from + 1;
      while (to < rows.length && records.get(rows[to]) == records.get(rows[from])) {
        to++;
      }
      if (isContended(rows, from, to)) {
        ranges.add(new Range(from, to));
        held += to - from;
      }
      from = to;
      if (held >= accesses || !ranges.isEmpty() && from == rows.length) {
        List<Range> asked = List.copyOf(ranges);
        some.accept(() -> histories(rows, asked));
        ranges.clear();
        held = 0;
      }
    }
  }

  /** The rows of one record. */
  private record Range(int from, int to) {}

  private boolean isContended(int[] rows, int from, int to) {
    boolean several = false;
    boolean written = false;
    boolean skips = false;
    for (int i = from; i < to; i++) {
      several |= executions.get(rows[i]) >> 2 != executions.get(rows[from]) >> 2;
      written |= (executions.get(rows[i]) & WRITES) != 0;
      skips |= (executions.get(rows[i]) & SKIPS) != 0;
    }
    return several && written || skips;
  }

  /** Another write must have come between, be it in the input or not. */
  private static boolean skipsVersions(Write write) {
    return write.outcome().mayHaveTakenEffect() && write.versionsBetween() > 0;
  }

  private List<History> histories(int[] rows, List<Range> ranges) {
    // Its own, as others may be read at the same time.
    AccessCodec reading = new AccessCodec(codec);
    return ranges.stream().map(each -> history(reading, rows, each.from, each.to)).toList();
  }

  private History history(AccessCodec reading, int[] rows, int from, int to) {
    List<Access> accesses = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      accesses.add(reading.read(bytes.read(positions.get(rows[i]))));
    }
    return new History(accesses.get(0).record(), accesses);
  }
}
