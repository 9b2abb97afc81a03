package io.racetrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that runs until Ctrl-C or SIGTERM end in order, and its process with 0.
 *
 * <p>A JVM that gets such a signal ends with a code of its own, beside its running threads. Here it
 * waits until the command is done.
 */
final class EndRequest implements AutoCloseable {

  /** Long enough to print a complaint, after the command itself has ended. */
  private static final long COMPLAINT_MILLIS = 1000;

  private final Thread command = Thread.currentThread();
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::atExit, "end-request");
  private volatile boolean succeeded;

  EndRequest() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Waits for a signal; whether one came. */
  boolean await(long millis) throws InterruptedException {
    return requested.await(millis, TimeUnit.MILLISECONDS);
  }

  /** All that the command does is done. */
  void succeeded() {
    succeeded = true;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  private void atExit() {
    requested.countDown();
    try {
      ended.await();
      if (!succeeded) {
        command.join(COMPLAINT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(succeeded ? ExitCode.CLEAN : ExitCode.FAILED);
  }
}
