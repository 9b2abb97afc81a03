package io.racetrace.agent;

import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What went wrong in here, which must never become the application's trouble: told once. */
final class Failures {

  private static final Logger LOGGER = Logger.getLogger("io.racetrace.agent");

  private final AtomicLong count = new AtomicLong();

  void add(Throwable failure) {
    if (count.getAndIncrement() == 0) {
      // Without the message, which may hold a value.
      LOGGER.log(
          Level.WARNING,
          "racetrace could not read a span ({0} at {1}); the application is not affected, further"
              + " failures are not logged",
          new Object[] {failure.getClass().getName(), place(failure)});
    }
  }

  long count() {
    return count.get();
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "an unknown place" : trace[0].toString();
  }
}
