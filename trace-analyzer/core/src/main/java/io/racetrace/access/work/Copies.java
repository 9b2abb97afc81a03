package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Store;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.Write;
import io.racetrace.access.redis.RedisCommand;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.touch.LockCommand;
import io.racetrace.access.touch.Touch;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one trace does to copies in a cache, each with what its execution did to get there: the look
 * before a fill, what was asked of databases and of others between the two, locks that were taken,
 * rows that were written beside a delete. The command itself tells none of this, and the reply,
 * which would tell a miss, is in no span: who looks a key up and then fills it has missed it.
 */
final class Copies {

  /** Further footprints of one command are left out. */
  private static final int MOST = 8;

  /** An execution that does more is a batch, such as a warm-up or a migration. */
  private static final int LONGEST = 2000;

  private static final Comparator<Footprint> BY_TIME =
      Comparator.comparing(Footprint::interval).thenComparing(Footprint::spanId);

  private final TraceTree tree;
  private final Executions executions;
  private final Map<Executions.Key, List<Write>> commands = new LinkedHashMap<>();
  private final Map<Executions.Key, List<Read>> lookups = new HashMap<>();
  private final Map<Executions.Key, List<Footprint>> deeds = new HashMap<>();

  private Copies(TraceTree tree, Executions executions) {
    this.tree = tree;
    this.executions = executions;
  }

  /**
   * @param accesses of the trace, sorted by time
   * @param found its touches, those without a key too
   * @param locks what a span does to locks
   */
  static List<Access> of(
      TraceTree tree,
      Executions executions,
      List<SpanTouch> found,
      List<Access> accesses,
      Function<Span, List<LockCommand>> locks) {
    // Most traces touch no cache, and are done here.
    boolean none = accesses.stream().noneMatch(Copies::isCommand);
    return none ? List.of() : new Copies(tree, executions).gather(found, accesses, locks);
  }

  private static boolean isCommand(Access access) {
    return access instanceof Write write
        && write.site().keySource() == KeySource.COMMAND
        && write.outcome().mayHaveTakenEffect()
        && !write.guards().contains(Guard.ATOMIC_STATEMENT);
  }

  private List<Access> gather(
      List<SpanTouch> found, List<Access> accesses, Function<Span, List<LockCommand>> locks) {
    for (Access access : accesses) {
      if (isCommand(access) && access instanceof Write write) {
        commands.computeIfAbsent(execution(access), key -> new ArrayList<>()).add(write);
      }
    }
    Set<Object> told = new HashSet<>();
    for (Access access : accesses) {
      told.add(access.site().spanId());
      if (access.site().keySource() != KeySource.COMMAND) {
        add(execution(access), footprint(access));
      } else if (access instanceof Read read) {
        lookups.computeIfAbsent(execution(access), key -> new ArrayList<>()).add(read);
      }
    }
    for (SpanTouch at : found) {
      Touch touch = at.touch();
      if (!touch.operation().isWrite() && touch.key() == null && told.add(at.span().spanId())) {
        add(
            executions.key(at.span()),
            footprint(at.span(), new RecordKey(touch.type(), ""), false));
      }
    }
    for (Span span : tree.spans()) {
      if (span.kind() == SpanKind.CLIENT && commands.containsKey(executions.key(span))) {
        addBeside(span, locks);
      }
    }
    List<Access> copies = new ArrayList<>();
    commands.forEach(
        (execution, own) -> {
          List<Footprint> done = deeds.getOrDefault(execution, List.of());
          List<Read> looked = lookups.getOrDefault(execution, List.of());
          if (own.size() + done.size() + looked.size() <= LONGEST) {
            copies.addAll(copies(own, looked, done));
          }
        });
    return copies;
  }

  private void addBeside(Span span, Function<Span, List<LockCommand>> locks) {
    if (!DatabaseSpan.isStatement(span)) {
      String host = span.firstAttribute("server.address", "net.peer.name");
      Store outside = new Store(Footprint.CALL, host == null ? "" : host, "");
      RecordKey called = new RecordKey(new RecordType(outside, span.name()), "");
      add(executions.key(span), footprint(span, called, false));
    } else if (DatabaseSpan.isRedis(span)) {
      for (LockCommand lock : locks.apply(span)) {
        if (lock.step() == LockCommand.Step.ACQUIRE) {
          RecordKey taken = new RecordKey(lock.type(), lock.key());
          add(executions.key(span), footprint(span, taken, true));
        }
      }
    }
  }

  private void add(Executions.Key execution, @Nullable Footprint deed) {
    if (deed != null && commands.containsKey(execution)) {
      deeds.computeIfAbsent(execution, key -> new ArrayList<>()).add(deed);
    }
  }

  private Executions.Key execution(Access access) {
    Span span = tree.span(access.site().spanId());
    return span == null
        ? new Executions.Key(access.site().instance(), access.site().entryPoint().spanId())
        : executions.key(span);
  }

  /** The look before a fill is what stands together with it. */
  private static Footprint lookup(Read read) {
    return footprint(read, true);
  }

  private static Footprint footprint(Read read, boolean look) {
    return new Footprint(
        read.record(),
        read.site().spanId(),
        false,
        read.interval(),
        read.effect(),
        false,
        look,
        true,
        read.seen(),
        read.columns());
  }

  private static @Nullable Footprint footprint(Access access) {
    if (access instanceof Read read) {
      return footprint(read, false);
    }
    return access instanceof Write write && write.outcome().mayHaveTakenEffect()
        ? new Footprint(
            write.record(),
            write.site().spanId(),
            true,
            write.interval(),
            write.effect(),
            false,
            false,
            write.outcome() == Outcome.COMMITTED,
            write.left(),
            write.columns())
        : null;
  }

  private static Footprint footprint(Span span, RecordKey what, boolean lock) {
    return new Footprint(
        what,
        span.spanId(),
        lock,
        span.interval(),
        span.interval(),
        lock,
        false,
        true,
        Snapshot.UNKNOWN,
        Columns.UNKNOWN);
  }

  private List<Access> copies(List<Write> own, List<Read> looked, List<Footprint> done) {
    List<Footprint> byTime = new ArrayList<>(done);
    byTime.sort(BY_TIME);
    Map<RecordKey, Read> lastLook = new HashMap<>();
    List<Access> copies = new ArrayList<>();
    int next = 0;
    for (Write command : own) {
      while (next < looked.size()
          && looked.get(next).interval().end() <= command.interval().start()) {
        lastLook.put(looked.get(next).record(), looked.get(next));
        next++;
      }
      // A second write of the key rests on no look of its own.
      Read look = lastLook.remove(command.record());
      boolean deletes = command.operation() == Operation.DELETE;
      List<Footprint> footprints = new ArrayList<>();
      if (look != null && !deletes) {
        footprints.add(lookup(look));
      }
      long from = look == null ? Long.MIN_VALUE : look.interval().end();
      for (Footprint deed : byTime) {
        boolean between =
            deed.interval().start() >= from && deed.interval().end() <= command.interval().start();
        boolean wrote = deed.written() && !deed.locked();
        if (footprints.size() < MOST && (wrote || between && !deletes)) {
          footprints.add(deed);
        }
      }
      if (deletes || !footprints.isEmpty()) {
        copies.add(copy(command, footprints));
      }
    }
    return copies;
  }

  private Write copy(Write command, List<Footprint> footprints) {
    UnitOfWork unit = command.site().unit();
    // Outside MULTI a command has taken effect when it answers.
    boolean atOnce = !unit.boundary().isTransaction();
    Interval effect = atOnce ? command.interval() : command.effect();
    boolean sure = atOnce && !command.guards().contains(Guard.UNIQUE_CONSTRAINT);
    return new Write(
        new RecordKey(command.record().type(), command.record().key(), Kind.COPY),
        command.interval(),
        effect,
        command.site().in(unit.touching(footprints)),
        command.operation(),
        command.columns(),
        command.guards(),
        command.base(),
        command.left(),
        livesFor(command),
        sure ? Outcome.COMMITTED : command.outcome(),
        command.rejectedBy());
  }

  private @Nullable BigDecimal livesFor(Write command) {
    Span span = tree.span(command.site().spanId());
    Long millis = span == null ? null : RedisCommand.livesFor(DatabaseSpan.text(span));
    return millis == null ? null : BigDecimal.valueOf(millis);
  }
}
