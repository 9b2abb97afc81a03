package io.racetrace.lab.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an external platform that takes two to five seconds for an answer and wants money for
 * it: it is slow, though not that slow, and it counts its calls.
 */
public final class Platform implements AutoCloseable {
  /** It is so many times faster than what it stands for. */
  public static final int FASTER = 20;

  private static final int SHORTEST_MILLIS = 2_000 / FASTER;
  private static final int LONGEST_MILLIS = 5_000 / FASTER;

  private final int port;
  private final Map<String, Integer> callsByQuery = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;
  private volatile CountDownLatch open = new CountDownLatch(0);

  Platform(int port) {
    this.port = port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * Starts it; nothing where it runs already.
   *
   * @throws LabException when it does not come up
   */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    try {
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
      ExecutorService pool = Executors.newCachedThreadPool();
      started.setExecutor(pool);
      started.createContext("/forecast", this::answer);
      started.start();
      threads = pool;
      server = started;
    } catch (IOException failure) {
      throw new LabException("the platform does not start: " + failure.getMessage(), failure);
    }
  }

  /** How often it was asked this. */
  public int calls(String region) {
    return callsByQuery.getOrDefault(region, 0);
  }

  /** How many calls it has not answered yet. */
  public int waiting() {
    return waiting.get();
  }

  /** Answers nobody until it is released. */
  public void hold() {
    open = new CountDownLatch(1);
  }

  public void release() {
    open.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String region = exchange.getRequestURI().getQuery().replaceAll(".*region=([^&]*).*", "$1");
    callsByQuery.merge(region, 1, Integer::sum);
    waiting.incrementAndGet();
    try (exchange) {
      open.await(20, TimeUnit.SECONDS);
      // Different each time, and yet the same in each run.
      int spread = calls.getAndIncrement() * 37 % (LONGEST_MILLIS - SHORTEST_MILLIS + 1);
      Thread.sleep(SHORTEST_MILLIS + spread);
      byte[] forecast = ("rain in " + region).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, forecast.length);
      exchange.getResponseBody().write(forecast);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
