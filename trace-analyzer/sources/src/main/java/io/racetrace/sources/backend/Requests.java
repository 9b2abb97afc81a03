package io.racetrace.sources.backend;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Questions that are asked at once, and the files in which their answers wait. */
final class Requests implements AutoCloseable {

  /** Asks one question; the answer goes to the file. */
  @FunctionalInterface
  interface Asking {
    Found ask(Path into) throws IOException;
  }

  private final BackEnd backEnd;
  private final TagFilter filter;
  private final ExecutorService threads;
  private final List<Path> files = new ArrayList<>();
  private final Deque<Path> unused = new ArrayDeque<>();

  Requests(BackEnd backEnd, TagFilter filter, int concurrency) {
    this.backEnd = backEnd;
    this.filter = filter;
    threads =
        Executors.newFixedThreadPool(
            concurrency,
            task -> {
              Thread thread = new Thread(task, "racetrace-fetch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to ask. The answer is kept until its scan is given back. */
  Future<Scan> begin(String where, Asking asking) throws IOException {
    Path file = unused.isEmpty() ? newFile() : unused.pop();
    return threads.submit(() -> Scan.of(backEnd, filter, where, file, asking.ask(file)));
  }

  Scan await(Future<Scan> scan) throws IOException {
    try {
      return scan.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + backEnd.address());
    }
  }

  /** The answer's file may be used again. */
  void done(Scan scan) {
    unused.push(scan.file);
  }

  private Path newFile() throws IOException {
    Path file = Files.createTempFile("racetrace-", ".json");
    file.toFile().deleteOnExit();
    files.add(file);
    return file;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
