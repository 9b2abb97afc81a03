package io.racetrace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does work on several threads and hands over what comes of it in the order in which it was given,
 * on the thread that gave it: nobody can tell how many threads there were. A bounded number of
 * pieces is under way at a time.
 *
 * <p>For one thread at a time. Its own threads end with the program, also when that is interrupted.
 *
 * @param <T> what comes of a piece of work
 */
public final class OrderedWork<T> implements AutoCloseable {

  /** So many pieces for each thread are begun or wait, so that none of them runs dry. */
  private static final int AHEAD = 3;

  private final Consumer<? super T> taker;
  private final int most;
  private final Deque<FutureTask<T>> underWay = new ArrayDeque<>();
  private final ExecutorService threads;

  /**
   * @param threads how many, at least 1; with one, all is done by the thread that gives the work
   * @param taker is handed what comes of the work, on the thread that gives it
   */
  public OrderedWork(int threads, Consumer<? super T> taker) {
    this.taker = taker;
    most = threads > 1 ? AHEAD * threads : 0;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "racetrace-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** As many threads as there are processors. */
  public static int allCores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Gives a piece of work; exceptions of earlier ones come out here, too. */
  public void add(Supplier<? extends T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    underWay.add(task);
    if (most > 0) {
      threads.execute(task);
    }
    while (underWay.size() > most || !underWay.isEmpty() && underWay.element().isDone()) {
      handOver();
    }
  }

  /** Hands over all that is left. */
  public void end() {
    while (!underWay.isEmpty()) {
      handOver();
    }
  }

  private void handOver() {
    FutureTask<T> first = underWay.remove();
    // Does nothing if a thread has begun it; else there is no use in waiting for one.
    first.run();
    taker.accept(result(first));
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Lets go of what was not handed over. */
  @Override
  public void close() {
    underWay.clear();
    threads.shutdownNow();
  }
}
