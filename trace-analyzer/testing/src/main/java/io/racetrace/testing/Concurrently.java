package io.racetrace.testing;

import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the sides of a race at the same time. */
public final class Concurrently {

  private Concurrently() {}

  /** What one side does. */
  @FunctionalInterface
  public interface Side {
    void run() throws Exception;
  }

  /**
   * Runs all sides at the same time: each on a thread of its own, held back until all are there.
   * Returns once all have ended.
   *
   * @throws Exception what the first of them that failed threw, with the others' as suppressed
   */
  public static void concurrently(Side... sides) throws Exception {
    CyclicBarrier start = new CyclicBarrier(Math.max(1, sides.length));
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, sides.length));
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Side side : sides) {
        running.add(
            threads.submit(
                Context.current()
                    .wrap(
                        () -> {
                          start.await();
                          side.run();
                          return null;
                        })));
      }
      Exception failure = null;
      for (Future<?> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          if (failure != null) {
            failure.addSuppressed(cause);
          } else if (cause instanceof Error error) {
            throw error;
          } else {
            failure = cause instanceof Exception exception ? exception : e;
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
