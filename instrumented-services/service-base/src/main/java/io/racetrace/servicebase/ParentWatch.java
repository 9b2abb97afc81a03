package io.racetrace.servicebase;

import java.io.IOException;

/**
 * Ends the service when the process that started it is gone, which is seen by the end of the
 * standard input: the parent holds its other side and never writes to it.
 */
final class ParentWatch {
  private ParentWatch() {}

  static void start() {
    Thread watch = new Thread(ParentWatch::watch, "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // Whatever the parent says, it is there.
      }
    } catch (IOException gone) {
      // As good as the end.
    }
    System.exit(1);
  }
}
