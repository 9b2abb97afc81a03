package io.racetrace.anomalies;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One party at work on one unit, as far as it has come. */
final class Performance {

  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final int MOST_ATTEMPTS = 5;

  private final Unit unit;
  private final PartyProcess party;
  private final Database database;
  private final String trace;
  private final List<String> answers = new ArrayList<>();
  private Memory memory = new Memory();
  private int next;
  private int attempts = 1;
  private boolean inTransaction;
  private boolean abandoned;
  private @Nullable CompletableFuture<Answer> pending;
  private Step.@Nullable Run running;
  private @Nullable String refusedBy;
  private final List<String> refusals = new ArrayList<>();

  Performance(Unit unit, PartyProcess party, Database database, Level level)
      throws IOException, InterruptedException, SQLException {
    this.unit = unit;
    this.party = party;
    this.database = database;
    trace =
        now(
            party.tell(
                Verb.ENTER,
                out -> {
                  out.writeUTF(unit.kind());
                  out.writeUTF(unit.operation());
                  out.writeInt(unit.attributes().size());
                  for (var attribute : unit.attributes().entrySet()) {
                    out.writeUTF(attribute.getKey());
                    out.writeUTF(attribute.getValue());
                  }
                }));
    execute(level.statement(), List.of());
    settle(true);
    answers.clear();
  }

  private String now(CompletableFuture<Answer> told) throws InterruptedException {
    try {
      Answer answer = told.get(PATIENCE, TimeUnit.NANOSECONDS);
      if (answer.isRefused()) {
        throw new IllegalStateException(unit.name() + ": " + answer);
      }
      return answer.text();
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException(unit.name() + " does not answer", failed);
    }
  }

  boolean isDone() {
    return pending == null && next == unit.steps().size();
  }

  boolean isWaiting() {
    return pending != null;
  }

  /** Does the next step that the database hears of, unless the one before still waits. */
  void proceed() throws IOException, InterruptedException, SQLException {
    while (pending == null && next < unit.steps().size()) {
      Step step = unit.steps().get(next++);
      if (step instanceof Step.Begin) {
        now(party.tell(Verb.BEGIN));
        inTransaction = true;
      } else if (step instanceof Step.Again again) {
        if (again.when().test(memory) && attempts < MOST_ATTEMPTS) {
          startAgain();
        }
      } else if (step instanceof Step.GiveUp giveUp) {
        if (giveUp.when().test(memory)) {
          end("gave up");
        }
      } else if (step instanceof Step.Run run) {
        if (run.isDone(memory)) {
          running = run;
          execute(run.sql(), run.parameters().apply(memory));
        }
        return;
      } else {
        pending = party.tell(step instanceof Step.Commit ? Verb.COMMIT : Verb.ROLLBACK);
        abandoned |= step instanceof Step.Rollback;
        return;
      }
    }
  }

  private void execute(String sql, List<Object> parameters) throws IOException {
    pending =
        party.tell(
            Verb.EXECUTE,
            out -> {
              out.writeUTF(sql);
              out.writeInt(parameters.size());
              for (Object parameter : parameters) {
                out.writeBoolean(parameter instanceof Integer);
                if (parameter instanceof Integer number) {
                  out.writeInt(number);
                } else {
                  out.writeUTF(parameter.toString());
                }
              }
            });
  }

  /**
   * Waits for the answer to the step.
   *
   * @param untilDone also while another unit holds a lock that it needs; else it is left waiting
   */
  void settle(boolean untilDone) throws IOException, InterruptedException, SQLException {
    long start = System.nanoTime();
    while (pending != null) {
      try {
        Answer answer = pending.get(2, TimeUnit.MILLISECONDS);
        pending = null;
        take(answer);
      } catch (TimeoutException notYet) {
        if (!untilDone && database.isBlocked(party.backend())) {
          return;
        }
        if (System.nanoTime() - start > PATIENCE) {
          throw new IllegalStateException(unit.name() + " does not answer", notYet);
        }
      } catch (ExecutionException gone) {
        throw new IllegalStateException(unit.name() + " is gone", gone);
      }
    }
  }

  private void take(Answer answer) throws IOException, InterruptedException {
    Step.Run run = running;
    running = null;
    if (answer.isRefused()) {
      refusals.add(answer.state());
      if (unit.retried() && attempts < MOST_ATTEMPTS) {
        startAgain();
      } else {
        end(answer.state());
      }
      return;
    }
    if (run == null) {
      boolean ended =
          next > 0
              && (unit.steps().get(next - 1) instanceof Step.Commit
                  || unit.steps().get(next - 1) instanceof Step.Rollback);
      inTransaction &= !ended;
    } else {
      answers.add(answer.text());
      memory.keep(run.name(), answer.text());
    }
  }

  private void startAgain() throws IOException, InterruptedException {
    rollBack();
    attempts++;
    answers.clear();
    memory = new Memory();
    next = 0;
  }

  private void end(String how) throws IOException, InterruptedException {
    rollBack();
    refusedBy = how;
    next = unit.steps().size();
  }

  private void rollBack() throws IOException, InterruptedException {
    if (inTransaction) {
      inTransaction = false;
      now(party.tell(Verb.ROLLBACK));
    }
  }

  /** The request or message is done. */
  Told leave() throws IOException, InterruptedException {
    int status = refusedBy == null ? 200 : refusedBy.equals("gave up") ? 409 : 500;
    now(party.tell(Verb.LEAVE, out -> out.writeInt(status)));
    String end = refusedBy != null ? refusedBy : abandoned ? "rolled back" : "committed";
    return new Told(unit.name(), trace, answers, end, refusals);
  }

  /**
   * What a unit was told and how it ended.
   *
   * @param trace the id of its trace
   * @param answers of its last attempt
   * @param end committed, rolled back by itself, gave up, or the SQLSTATE that refused it
   * @param refusals the SQLSTATEs of all attempts
   */
  record Told(String unit, String trace, List<String> answers, String end, List<String> refusals) {

    Told {
      answers = List.copyOf(answers);
      refusals = List.copyOf(refusals);
    }

    /** Whether nothing of it is there because somebody said so. */
    boolean isOut() {
      return !end.equals("committed") && !end.equals("rolled back");
    }
  }
}
