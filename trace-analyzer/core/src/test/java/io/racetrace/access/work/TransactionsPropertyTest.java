package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.work.Transactions.Fate;
import io.racetrace.access.work.Transactions.Placed;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Executions of services that do as they like, against a simulator that knows what they did. */
class TransactionsPropertyTest {

  /** What the spans show of what is done. */
  enum Shown {
    /** As the Java agent: COMMIT and ROLLBACK as calls, no BEGIN. */
    CALLS,
    /** As drivers whose BEGIN and COMMIT are statements. */
    TEXTS
  }

  /** What the spans show of threads. */
  enum Threads {
    TOLD,
    NOT_TOLD,
    SOME_TOLD
  }

  record Plan(long seed, Shown shown, Threads told, int threads, boolean pool, boolean orphans) {}

  /** What really happened to a statement; no end: it stood alone, or its transaction is open. */
  record Truth(Span statement, int thread, int store, int transaction) {}

  @Property(tries = 3000)
  void no_statement_is_put_into_a_wrong_unit(@ForAll("plans") Plan plan) {
    Simulation run = new Simulation(plan);
    Transactions transactions = run.script.transactions();
    for (Truth truth : run.truths) {
      Placed placed = transactions.place(truth.statement);
      Statistics.label("unit").collect(placed.unit().boundary());
      Span end = truth.transaction < 0 ? null : run.ends.get(truth.transaction);
      switch (placed.unit().boundary()) {
        case TRANSACTION -> {
          assertThat(end).as("%s stood alone", truth).isNotNull();
          assertThat(placed.unit().id()).isEqualTo(end == null ? null : end.spanId());
          assertThat(placed.fate())
              .isEqualTo(run.committed.get(truth.transaction) ? Fate.TOOK : Fate.UNDONE);
        }
        case AUTOCOMMIT -> assertThat(truth.transaction).as("%s is held", truth).isEqualTo(-1);
        case UNKNOWN -> assertThat(placed.fate()).isEqualTo(Fate.OPEN);
        default -> throw new AssertionError(placed);
      }
    }
  }

  @Property(tries = 1000)
  void where_all_is_told_all_is_known(@ForAll("plans") Plan any) {
    Plan plan = new Plan(any.seed, any.shown, Threads.TOLD, any.threads, any.pool, false);
    Simulation run = new Simulation(plan);
    Transactions transactions = run.script.transactions();
    for (Truth truth : run.truths) {
      Boundary boundary = transactions.place(truth.statement).unit().boundary();
      if (truth.transaction < 0) {
        boolean told = run.showsEnds(truth.store);
        assertThat(boundary)
            .isIn(Boundary.AUTOCOMMIT, told ? Boundary.AUTOCOMMIT : Boundary.UNKNOWN);
      } else {
        assertThat(boundary)
            .isEqualTo(
                run.ends.get(truth.transaction) == null ? Boundary.UNKNOWN : Boundary.TRANSACTION);
      }
    }
  }

  @Property(tries = 300)
  void the_order_in_which_spans_come_does_not_matter(@ForAll("plans") Plan plan) {
    Simulation run = new Simulation(plan);
    Transactions transactions = run.script.transactions();
    List<Span> shuffled = new ArrayList<>(run.script.spans());
    Collections.shuffle(shuffled, new Random(plan.seed));
    BoundaryWriters writers = new BoundaryWriters();
    shuffled.forEach(writers::learn);
    TraceTree tree = new TraceTree(shuffled);
    Transactions again = new Transactions(tree, new Executions(tree), List.of(), writers);
    for (Truth truth : run.truths) {
      assertThat(again.place(truth.statement)).isEqualTo(transactions.place(truth.statement));
    }
  }

  @Provide
  Arbitrary<Plan> plans() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.of(Shown.class),
            Arbitraries.of(Threads.class),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Plan::new);
  }

  /** Does what a plan says. Two databases on one server, and a Redis. */
  private static final class Simulation {

    private static final int REDIS = 2;

    final TraceScript script = new TraceScript();
    final List<Truth> truths = new ArrayList<>();
    final List<@Nullable Span> ends = new ArrayList<>();
    final List<Boolean> committed = new ArrayList<>();
    private final boolean[] begins = new boolean[3];
    private final boolean[] isEnded = new boolean[3];
    private final Plan plan;
    private final Random random;

    /** One thing that a thread does. */
    private record Step(int store, String does, int transaction) {}

    Simulation(Plan plan) {
      this.plan = plan;
      random = new Random(plan.seed);
      Span server = script.server(0, 100_000);
      List<List<Step>> steps = IntStream.range(0, plan.threads).mapToObj(i -> steps()).toList();
      if (plan.shown == Shown.CALLS) {
        steps = withoutWhatNobodyCanTell(steps);
      }
      for (int thread = 0; thread < plan.threads; thread++) {
        long start = 10L + random.nextInt(plan.threads * 60);
        run(server, thread, start, steps.get(thread));
      }
    }

    boolean showsEnds(int store) {
      return store == REDIS
          || (plan.shown == Shown.CALLS
              ? isEnded[0] || isEnded[1]
              : (begins[0] || begins[1]) && (isEnded[0] || isEnded[1]));
    }

    private List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      int[] open = {-1, -1, -1};
      int[] done = new int[3];
      for (int i = random.nextInt(18); i >= 0; i--) {
        int store = random.nextInt(3);
        int dice = random.nextInt(5);
        if (dice < 2 && open[store] < 0) {
          open[store] = ends.size();
          done[store] = 0;
          ends.add(null);
          committed.add(random.nextBoolean());
          steps.add(new Step(store, "begin", open[store]));
        } else if (dice < 2 && open[store] >= 0 && done[store] > 0) {
          steps.add(new Step(store, "end", open[store]));
          open[store] = -1;
        } else {
          done[store]++;
          steps.add(new Step(store, "statement", open[store]));
        }
      }
      return steps;
    }

    /**
     * Without a BEGIN, a statement that stood alone looks like the first one of the transaction
     * after it, and a transaction that is cut off before its end like statements that stood alone.
     */
    private List<List<Step>> withoutWhatNobodyCanTell(List<List<Step>> all) {
      List<List<Step>> told = new ArrayList<>();
      boolean[] used = {false, false};
      all.forEach(
          steps ->
              steps.stream()
                  .filter(step -> step.does.equals("end") && step.store != REDIS)
                  .forEach(step -> used[step.store] = true));
      for (List<Step> steps : all) {
        List<Step> kept = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
          Step step = steps.get(i);
          List<Step> later = steps.subList(i + 1, steps.size());
          boolean ended =
              step.transaction < 0
                  || step.does.equals("end")
                  || later.contains(new Step(step.store, "end", step.transaction));
          boolean before =
              later.stream().anyMatch(next -> next.store == step.store && next.transaction >= 0);
          boolean beforeAny = plan.told != Threads.TOLD && step.store != REDIS && used[step.store];
          boolean untellable = step.transaction < 0 && (before || beforeAny) || !ended;
          if (step.store == REDIS || !untellable) {
            kept.add(step);
          }
        }
        told.add(kept);
      }
      return told;
    }

    private void run(Span server, int thread, long start, List<Step> steps) {
      List<long[]> times = new ArrayList<>();
      long now = start;
      for (int i = 0; i < steps.size(); i++) {
        long from = now + 1 + random.nextInt(20);
        long to = from + 1 + random.nextInt(20);
        times.add(new long[] {from, to});
        now = to + 4;
      }
      Span worker = script.internal(server, "work", start, now + 1);
      for (int i = 0; i < steps.size(); i++) {
        write(worker, thread, steps.get(i), times.get(i)[0], times.get(i)[1]);
      }
      if (plan.orphans) {
        script.remove(worker);
      }
    }

    private void write(Span worker, int thread, Step step, long from, long to) {
      boolean tells =
          plan.told == Threads.TOLD || plan.told == Threads.SOME_TOLD && random.nextBoolean();
      String[] where = {
        "thread.id", tells ? "" + (20 + thread) : "", "db.name", step.store == 1 ? "other" : "shop"
      };
      boolean commits = step.transaction >= 0 && committed.get(step.transaction);
      switch (step.does) {
        case "begin" -> {
          begins[step.store] = true;
          if (step.store == REDIS) {
            script.redis(worker, "MULTI", from, to, "thread.id", where[1]);
          } else if (plan.shown == Shown.TEXTS) {
            script.sql(worker, "BEGIN", from, to, where);
          }
        }
        case "end" -> {
          isEnded[step.store] = true;
          String word = commits ? "COMMIT" : "ROLLBACK";
          Span end;
          if (step.store == REDIS) {
            end =
                script.redis(worker, commits ? "EXEC" : "DISCARD", from, to, "thread.id", where[1]);
          } else if (plan.shown == Shown.TEXTS) {
            end = script.sql(worker, word, from, to, where);
          } else {
            end = script.call(worker, word, from, to, where);
            if (plan.pool) {
              script.call(worker, "COMMIT", to + 1, to + 2, where);
            }
          }
          ends.set(step.transaction, end);
        }
        default -> {
          Span statement =
              step.store == REDIS
                  ? script.redis(worker, "SET order:1 ?", from, to, "thread.id", where[1])
                  : script.sql(worker, "update t set x = ? where id = ?", from, to, where);
          truths.add(new Truth(statement, thread, step.store, step.transaction));
        }
      }
    }
  }
}
