package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.Stage;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs the operations of a plan, as many at a time as it says. */
final class Load {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private Load() {}

  /**
   * @param operation runs one operation, on any thread
   * @throws LabException when one fails, something dies, or it takes too long
   */
  static void run(Stage stage, LoadPlan plan, Consumer<LoadPlan.Operation> operation) {
    AtomicInteger left = new AtomicInteger(plan.operations());
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(plan.concurrency());
    try {
      for (LoadPlan.Operation next : plan.plan()) {
        threads.execute(
            () -> {
              try {
                operation.accept(next);
                left.decrementAndGet();
              } catch (RuntimeException failed) {
                failures.add(failed);
              }
            });
      }
      stage.await(
          "all operations were answered",
          LONGEST,
          () -> {
            RuntimeException failed = failures.peek();
            if (failed != null) {
              throw failed;
            }
            return left.get() == 0;
          });
    } finally {
      threads.shutdownNow();
    }
  }
}
