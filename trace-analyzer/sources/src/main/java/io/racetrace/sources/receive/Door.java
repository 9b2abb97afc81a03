package io.racetrace.sources.receive;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One way in. */
interface Door extends AutoCloseable {

  /** Where it listens. */
  InetSocketAddress address();

  /** Lets running requests end, for about two seconds, and takes no others. */
  @Override
  void close();

  static ExecutorService threads(String name) {
    return Executors.newFixedThreadPool(
        Intake.THREADS,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
