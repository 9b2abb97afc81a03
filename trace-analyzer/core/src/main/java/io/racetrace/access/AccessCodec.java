package io.racetrace.access;

import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.column.ByteColumn;
import io.racetrace.column.Numbered;
import io.racetrace.column.Texts;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Accesses as bytes and back: what is read equals what was written. What is read again and again is
 * made once, so that the accesses of one record share it; that is why each thread needs its own.
 */
public final class AccessCodec {

  private static final Operation[] OPERATIONS = Operation.values();
  private static final Guard[] GUARDS = Guard.values();
  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final Boundary[] BOUNDARIES = Boundary.values();
  private static final EntryPoint.Path[] PATHS = EntryPoint.Path.values();
  private static final KeySource[] KEY_SOURCES = KeySource.values();
  private static final RecordKey.Kind[] RECORD_KINDS = RecordKey.Kind.values();
  private static final Mutex.Strength[] STRENGTHS = Mutex.Strength.values();
  private static final Isolation[] LEVELS = Isolation.values();
  private static final Version.Reason[] REASONS = Version.Reason.values();
  private static final int OF_EVENT = 100;
  private static final int OF_BRANCH = 64;

  private final Texts texts;
  private final Numbered<RecordType> types;
  private final Numbered<ServiceInstance> instances;
  private final Numbered<Columns> columns;
  private final Map<Integer, Set<Guard>> guards = new HashMap<>();

  /** Accesses of one record come together. */
  private @Nullable RecordKey lastRecord;

  /**
   * @param texts the dictionary that the bytes refer to
   */
  public AccessCodec(Texts texts) {
    this.texts = texts;
    types = new Numbered<>();
    instances = new Numbered<>();
    columns = new Numbered<>();
  }

  /** One that reads what the other one has written so far, on a thread of its own. */
  public AccessCodec(AccessCodec writer) {
    texts = writer.texts;
    types = writer.types;
    instances = writer.instances;
    columns = writer.columns;
  }

  public void write(Access access, ByteColumn out) {
    Operation operation = access instanceof Write write ? write.operation() : Operation.READ;
    out.writeByte(operation.ordinal());
    writeRecord(access.record(), out);
    writeInterval(access.interval(), out);
    writeSite(access.site(), out);
    writeColumns(access.columns(), out);
    writeGuards(access.guards(), out);
    if (access instanceof Read read) {
      writeSnapshot(read.seen(), out);
    } else if (access instanceof Write write) {
      writeInterval(write.effect(), out);
      writeSnapshot(write.base(), out);
      writeSnapshot(write.left(), out);
      writeText(write.amount() == null ? null : write.amount().toPlainString(), out);
      out.writeByte(write.outcome().ordinal());
      Guard rejectedBy = write.rejectedBy();
      out.writeByte(rejectedBy == null ? 0 : rejectedBy.ordinal() + 1);
    }
  }

  public Access read(ByteColumn.Reader in) {
    Operation operation = OPERATIONS[in.readByte()];
    RecordKey record = readRecord(in);
    Interval interval = readInterval(in);
    Site site = readSite(in);
    Columns columns = readColumns(in);
    Set<Guard> guards = readGuards(in);
    if (!operation.isWrite()) {
      return new Read(record, interval, site, columns, guards, readSnapshot(in));
    }
    Interval effect = readInterval(in);
    Snapshot base = readSnapshot(in);
    Snapshot left = readSnapshot(in);
    String amount = readText(in);
    Outcome outcome = OUTCOMES[in.readByte()];
    int rejectedBy = in.readByte();
    return new Write(
        record,
        interval,
        effect,
        site,
        operation,
        columns,
        guards,
        base,
        left,
        amount == null ? null : new BigDecimal(amount),
        outcome,
        rejectedBy == 0 ? null : GUARDS[rejectedBy - 1]);
  }

  private void writeRecord(RecordKey record, ByteColumn out) {
    out.writeVarint(types.number(record.type()));
    writeText(record.key(), out);
    out.writeByte(record.kind().ordinal());
  }

  private RecordKey readRecord(ByteColumn.Reader in) {
    RecordKey record =
        new RecordKey(types.get(in.readIndex()), text(in), RECORD_KINDS[in.readByte()]);
    RecordKey last = lastRecord;
    if (last != null && last.equals(record)) {
      return last;
    }
    lastRecord = record;
    return record;
  }

  private void writeSite(Site site, ByteColumn out) {
    writeContext(site.context(), out);
    out.writeLong(site.spanId().value());
    writeInstance(site.instance(), out);
    writeText(site.entryPoint().service(), out);
    writeText(site.entryPoint().operation(), out);
    SpanId branch = site.entryPoint().branch();
    out.writeByte(site.entryPoint().path().ordinal() | (branch == null ? 0 : OF_BRANCH));
    out.writeLong(site.entryPoint().spanId().value());
    if (branch != null) {
      out.writeLong(branch.value());
    }
    writeUnit(site.unit(), out);
    writeText(site.statement(), out);
    out.writeByte(site.keySource().ordinal());
    writeMessage(site.message(), out);
    writeSurroundings(site.surroundings(), out);
  }

  private void writeSurroundings(Surroundings around, ByteColumn out) {
    writeTexts(around.locks(), out);
    writeText(around.flow(), out);
    writeHeld(around.held(), out);
    RecordKey protects = around.protects();
    RemoteCall remote = around.remote();
    boolean more = !around.leases().isEmpty() || protects != null || remote != null;
    out.writeByte((more ? 1 : 0) | (around.answered() ? 2 : 0));
    if (!more) {
      return;
    }
    out.writeVarint(around.leases().size());
    around.leases().forEach(lease -> writeLease(lease, out));
    out.writeByte(protects == null ? 0 : 1);
    if (protects != null) {
      writeRecord(protects, out);
    }
    writeText(remote == null ? null : remote.name(), out);
    if (remote != null) {
      out.writeLong(remote.start());
      out.writeLong(remote.nanos());
    }
  }

  private void writeLease(Lease lease, ByteColumn out) {
    writeRecord(lease.lock(), out);
    out.writeLong(lease.acquire().value());
    out.writeLong(lease.asked());
    writeInterval(lease.acquired(), out);
    Long over = lease.over();
    Long held = lease.held();
    Interval released = lease.released();
    out.writeByte(
        (lease.timed() ? 1 : 0)
            | (lease.failed() ? 2 : 0)
            | (lease.confirmed() ? 4 : 0)
            | (over != null ? 8 : 0)
            | (held != null ? 16 : 0)
            | (released != null ? 32 : 0)
            | (lease.lent() ? 64 : 0));
    if (over != null) {
      out.writeLong(over);
    }
    if (held != null) {
      out.writeLong(held);
    }
    if (released != null) {
      writeInterval(released, out);
    }
  }

  private Lease readLease(ByteColumn.Reader in) {
    RecordKey lock = readRecord(in);
    SpanId acquire = new SpanId(in.readLong());
    long asked = in.readLong();
    Interval acquired = readInterval(in);
    int bits = in.readByte();
    return new Lease(
        lock,
        acquire,
        asked,
        acquired,
        (bits & 1) != 0,
        (bits & 8) != 0 ? (Long) in.readLong() : null,
        (bits & 16) != 0 ? (Long) in.readLong() : null,
        (bits & 2) != 0,
        (bits & 4) != 0,
        (bits & 32) != 0 ? readInterval(in) : null,
        (bits & 64) != 0);
  }

  private void writeMessage(@Nullable Message message, ByteColumn out) {
    if (message == null) {
      writeText(null, out);
      return;
    }
    writeText(message.destination(), out);
    writeText(message.partition(), out);
    Long offset = message.offset();
    out.writeByte(offset == null ? 0 : 1);
    if (offset != null) {
      out.writeLong(offset);
    }
    writeText(message.key(), out);
    writeText(message.id(), out);
    writeText(message.group(), out);
  }

  private @Nullable Message readMessage(ByteColumn.Reader in) {
    String destination = readText(in);
    if (destination == null) {
      return null;
    }
    String partition = text(in);
    Long offset = in.readByte() == 0 ? null : in.readLong();
    return new Message(destination, partition, offset, text(in), text(in), text(in));
  }

  private Site readSite(ByteColumn.Reader in) {
    CausalContext context = readContext(in);
    SpanId spanId = new SpanId(in.readLong());
    ServiceInstance instance = readInstance(in);
    String entryService = text(in);
    String entryOperation = text(in);
    int path = in.readByte();
    EntryPoint entryPoint =
        new EntryPoint(
            entryService,
            entryOperation,
            PATHS[path & ~OF_BRANCH],
            new SpanId(in.readLong()),
            (path & OF_BRANCH) == 0 ? null : new SpanId(in.readLong()));
    UnitOfWork unit = readUnit(in);
    return new Site(
        context.traceId(),
        spanId,
        instance,
        entryPoint,
        unit,
        context,
        text(in),
        KEY_SOURCES[in.readByte()],
        readMessage(in),
        readSurroundings(in));
  }

  private void writeUnit(UnitOfWork unit, ByteColumn out) {
    out.writeByte(unit.boundary().ordinal());
    out.writeLong(unit.id().value());
    Interval end = unit.end();
    out.writeByte(end == null ? 0 : 1);
    if (end != null) {
      writeInterval(end, out);
    }
    Isolation isolation = unit.isolation();
    out.writeByte(isolation == null ? 0 : isolation.ordinal() + 1);
    out.writeVarint(unit.footprints().size());
    for (Footprint other : unit.footprints()) {
      writeRecord(other.record(), out);
      out.writeLong(other.spanId().value());
      out.writeByte(
          (other.written() ? 1 : 0)
              | (other.locked() ? 2 : 0)
              | (other.together() ? 4 : 0)
              | (other.certain() ? 8 : 0));
      writeInterval(other.interval(), out);
      writeInterval(other.effect(), out);
      writeSnapshot(other.state(), out);
      writeColumns(other.columns(), out);
    }
  }

  private UnitOfWork readUnit(ByteColumn.Reader in) {
    Boundary boundary = BOUNDARIES[in.readByte()];
    SpanId id = new SpanId(in.readLong());
    Interval end = in.readByte() == 0 ? null : readInterval(in);
    int level = in.readByte();
    List<Footprint> footprints = new ArrayList<>();
    for (int left = in.readIndex(); left > 0; left--) {
      RecordKey record = readRecord(in);
      SpanId spanId = new SpanId(in.readLong());
      int bits = in.readByte();
      footprints.add(
          new Footprint(
              record,
              spanId,
              (bits & 1) != 0,
              readInterval(in),
              readInterval(in),
              (bits & 2) != 0,
              (bits & 4) != 0,
              (bits & 8) != 0,
              readSnapshot(in),
              readColumns(in)));
    }
    return new UnitOfWork(boundary, id, end, level == 0 ? null : LEVELS[level - 1], footprints);
  }

  private Surroundings readSurroundings(ByteColumn.Reader in) {
    List<String> locks = readTexts(in);
    String flow = readText(in);
    List<HeldLock> held = readHeld(in);
    int bits = in.readByte();
    boolean answered = (bits & 2) != 0;
    if ((bits & 1) == 0) {
      Surroundings few =
          locks.isEmpty() && flow == null && held.isEmpty()
              ? Surroundings.NONE
              : new Surroundings(new TreeSet<>(locks), flow, held);
      return answered ? few.asAnswered() : few;
    }
    List<Lease> leases = new ArrayList<>();
    for (int left = in.readIndex(); left > 0; left--) {
      leases.add(readLease(in));
    }
    RecordKey protects = in.readByte() == 0 ? null : readRecord(in);
    String remote = readText(in);
    return new Surroundings(
        new TreeSet<>(locks),
        flow,
        held,
        leases,
        protects,
        remote == null ? null : new RemoteCall(remote, in.readLong(), in.readLong()),
        answered);
  }

  private void writeHeld(List<HeldLock> held, ByteColumn out) {
    out.writeVarint(held.size());
    for (HeldLock lock : held) {
      writeText(lock.name(), out);
      out.writeByte(lock.strength().ordinal());
      writeInterval(lock.taken(), out);
      Interval released = lock.released();
      out.writeByte((released == null ? 0 : 1) | (lock.afterView() ? 2 : 0));
      if (released != null) {
        writeInterval(released, out);
      }
    }
  }

  private List<HeldLock> readHeld(ByteColumn.Reader in) {
    int left = in.readIndex();
    if (left == 0) {
      return List.of();
    }
    List<HeldLock> held = new ArrayList<>(left);
    for (; left > 0; left--) {
      String name = text(in);
      Mutex.Strength strength = STRENGTHS[in.readByte()];
      Interval taken = readInterval(in);
      int bits = in.readByte();
      Interval released = (bits & 1) == 0 ? null : readInterval(in);
      held.add(new HeldLock(name, strength, taken, released, (bits & 2) != 0));
    }
    return held;
  }

  private void writeContext(CausalContext context, ByteColumn out) {
    out.writeLong(context.traceId().high());
    out.writeLong(context.traceId().low());
    out.writeVarint(context.node());
    out.writeByte(context.linked() ? 1 : 0);
  }

  private static CausalContext readContext(ByteColumn.Reader in) {
    return new CausalContext(
        new TraceId(in.readLong(), in.readLong()), in.readIndex(), in.readByte() != 0);
  }

  private void writeColumns(Columns touched, ByteColumn out) {
    out.writeVarint(columns.number(touched));
  }

  private Columns readColumns(ByteColumn.Reader in) {
    return columns.get(in.readIndex());
  }

  private void writeGuards(Set<Guard> guards, ByteColumn out) {
    int bits = 0;
    for (Guard guard : guards) {
      bits |= 1 << guard.ordinal();
    }
    out.writeByte(bits);
  }

  private Set<Guard> readGuards(ByteColumn.Reader in) {
    int bits = in.readByte();
    Set<Guard> known = guards.get(bits);
    if (known == null) {
      known = guards(bits);
      guards.put(bits, known);
    }
    return known;
  }

  private static Set<Guard> guards(int bits) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    for (Guard guard : GUARDS) {
      if ((bits & 1 << guard.ordinal()) != 0) {
        guards.add(guard);
      }
    }
    // What is copied by this is not copied again.
    return Set.copyOf(guards);
  }

  private void writeSnapshot(Snapshot snapshot, ByteColumn out) {
    if (snapshot.version() instanceof Version.Known known) {
      out.writeByte(0);
      writeText(known.text(), out);
    } else if (snapshot.version() instanceof Version.Event event) {
      out.writeByte(OF_EVENT);
      writeText(event.text(), out);
    } else if (snapshot.version() instanceof Version.Unknown unknown) {
      out.writeByte(unknown.reason().ordinal() + 1);
    }
    writeText(snapshot.value(), out);
  }

  private Snapshot readSnapshot(ByteColumn.Reader in) {
    int kind = in.readByte();
    Version version =
        kind == 0
            ? Version.of(text(in))
            : kind == OF_EVENT
                ? new Version.Event(text(in))
                : new Version.Unknown(REASONS[kind - 1]);
    return new Snapshot(version, readText(in));
  }

  private void writeInstance(ServiceInstance instance, ByteColumn out) {
    out.writeVarint(instances.number(instance));
  }

  private ServiceInstance readInstance(ByteColumn.Reader in) {
    return instances.get(in.readIndex());
  }

  private static void writeInterval(Interval interval, ByteColumn out) {
    out.writeLong(interval.start());
    out.writeVarint(interval.nanos());
  }

  private static Interval readInterval(ByteColumn.Reader in) {
    long start = in.readLong();
    return new Interval(start, start + in.readVarint());
  }

  private void writeTexts(Set<String> all, ByteColumn out) {
    out.writeVarint(all.size());
    for (String text : all) {
      writeText(text, out);
    }
  }

  private List<String> readTexts(ByteColumn.Reader in) {
    int left = in.readIndex();
    if (left == 0) {
      return List.of();
    }
    List<String> all = new ArrayList<>(left);
    for (; left > 0; left--) {
      all.add(text(in));
    }
    return all;
  }

  private void writeText(@Nullable String text, ByteColumn out) {
    out.writeVarint(text == null ? 0 : texts.index(text) + 1);
  }

  private @Nullable String readText(ByteColumn.Reader in) {
    int index = in.readIndex();
    return index == 0 ? null : texts.text(index - 1);
  }

  private String text(ByteColumn.Reader in) {
    return texts.text(in.readIndex() - 1);
  }
}
