package io.racetrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Generates spans: requests that read rows and write them back, in transactions, in one of eight
 * services and then in a second one. Of thirteen spans six are a store's. Which row it is follows
 * Zipf's law over 200,000 keys; or, where the hot corpus is asked for, it is always the same one.
 */
public final class Corpus {

  private static final int KEYS = 200_000;
  private static final int SPANS_OF_TRACE = 13;
  private static final long START = 1_767_225_600_000_000_000L;
  private static final long MICRO = 1000;
  private static final long MILLI = 1_000_000;

  /** How long it is between two requests, on average. */
  private static final long PACE = 20 * MILLI;

  private static final long HOT_PACE = 2 * MILLI;

  private static final String[] TABLES = {
    "orders", "payments", "accounts", "stock", "parcels", "prices", "points", "entries"
  };

  private final SplittableRandom random = new SplittableRandom(20260101);
  private final SpanText text = new SpanText();
  private final RequestLines lines;
  private final boolean isHot;
  private final double[] zipf = new double[KEYS];
  private final long[] clocks = new long[SpanText.INSTANCES];

  private Corpus(RequestLines lines, boolean isHot) {
    this.lines = lines;
    this.isHot = isHot;
    double sum = 0;
    for (int i = 0; i < KEYS; i++) {
      sum += 1.0 / (i + 1);
      zipf[i] = sum;
    }
    for (int i = 0; i < clocks.length; i++) {
      clocks[i] = (random.nextInt(6000) - 3000) * MICRO;
    }
  }

  /** The arguments: a file, how many spans, and {@code hot} for one key. */
  public static void main(String[] arguments) throws IOException {
    boolean hot = arguments.length > 2 && arguments[2].equals("hot");
    write(Path.of(arguments[0]), Long.parseLong(arguments[1]), hot);
  }

  /** Writes a corpus, whole or not at all. */
  static void write(Path file, long spans, boolean isHot) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (RequestLines lines = new RequestLines(unfinished)) {
      new Corpus(lines, isHot).write(spans);
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(long spans) throws IOException {
    long time = START;
    while (lines.spans() + (isHot ? 4 : SPANS_OF_TRACE) <= spans) {
      time += random.nextLong(2 * (isHot ? HOT_PACE : PACE));
      lines.endUntil(time);
      if (isHot) {
        hotRequest(time);
      } else {
        request(time);
      }
    }
  }

  /** One request through two services. */
  private void request(long time) {
    int first = random.nextInt(SpanText.INSTANCES);
    int second =
        (first + 1 + random.nextInt(SpanText.SERVICES - 1)) % SpanText.SERVICES
            + SpanText.SERVICES * random.nextInt(2);
    String trace = hex(random.nextLong()) + hex(random.nextLong());
    long called = time + 14 * MILLI + random.nextLong(6 * MILLI);
    long answered = called + 22 * MILLI;
    String entry = entry(trace, null, first, time, answered + 2 * MILLI);
    String inner = inner(trace, entry, first, time + 200 * MICRO, answered + MILLI);
    unitOfWork(trace, inner, first, time + MILLI);
    String call = id();
    String path = "/api/v1/" + TABLES[second % SpanText.SERVICES];
    long clock = clocks[first];
    text.begin(trace, call, inner, SpanText.CLIENT, "POST", called + clock, answered + clock)
        .string("http.request.method", "POST")
        .number("http.response.status_code", 200)
        .string("network.protocol.version", "1.1")
        .string("server.address", SpanText.service(second))
        .number("server.port", 8080)
        .thread(thread())
        .string("url.full", "http://" + SpanText.service(second) + ":8080" + path);
    lines.add(first, SpanText.CLIENT, answered, text.end());
    String served = entry(trace, call, second, called + MILLI, answered - MILLI);
    String change = inner(trace, served, second, called + 2 * MILLI, answered - 2 * MILLI);
    unitOfWork(trace, change, second, called + 3 * MILLI);
    inner(trace, inner, first, answered + 100 * MICRO, answered + 400 * MICRO);
    inner(trace, inner, first, answered + 500 * MICRO, answered + 700 * MICRO);
  }

  /** A request that changes the one row. */
  private void hotRequest(long time) {
    int instance = random.nextInt(SpanText.INSTANCES);
    String trace = hex(random.nextLong()) + hex(random.nextLong());
    String entry = entry(trace, null, instance, time, time + 16 * MILLI);
    unitOfWork(trace, entry, instance, time + MILLI);
  }

  private String entry(String trace, @Nullable String parent, int instance, long at, long end) {
    String id = id();
    String route = "/api/v1/" + TABLES[instance % SpanText.SERVICES] + "/{id}";
    long clock = clocks[instance];
    text.begin(trace, id, parent, SpanText.TOMCAT, "POST " + route, at + clock, end + clock)
        .string("client.address", "10.42.3." + random.nextInt(250))
        .string("http.request.method", "POST")
        .number("http.response.status_code", 200)
        .string("http.route", route)
        .string("network.peer.address", "10.42.0." + random.nextInt(250))
        .number("network.peer.port", 30_000 + random.nextInt(30_000))
        .string("network.protocol.version", "1.1")
        .string("server.address", SpanText.service(instance))
        .number("server.port", 8080)
        .thread(thread())
        .string("url.path", route.replace("{id}", Integer.toString(random.nextInt(1_000_000))))
        .string("url.scheme", "http")
        .string("user_agent.original", "Java-http-client/21.0.5");
    lines.add(instance, SpanText.TOMCAT, end, text.end());
    return id;
  }

  private String inner(String trace, String parent, int instance, long at, long end) {
    String id = id();
    long clock = clocks[instance];
    String type = "ChangeController";
    text.begin(trace, id, parent, SpanText.SPRING, type + ".change", at + clock, end + clock)
        .string("code.function.name", "io.example.shop.web." + type + ".change")
        .string("code.file.path", "io/example/shop/web/" + type + ".java")
        .string("shop.customer.segment", random.nextInt(10) == 0 ? "business" : "private")
        .string("shop.feature.flags", "new-checkout=on;express=off;recommendations=on")
        .string("shop.session.id", hex(random.nextLong()) + hex(random.nextLong()))
        .string("shop.tenant", "tenant-" + random.nextInt(20))
        .thread(thread());
    lines.add(instance, SpanText.SPRING, end, text.end());
    return id;
  }

  /** Reads a row, writes it, commits: three spans of the store. */
  private void unitOfWork(String trace, String parent, int instance, long at) {
    int row = isHot ? 0 : row();
    String table = TABLES[row % TABLES.length];
    String key = table.substring(0, 3) + "-" + (1_000_000 + row);
    int thread = thread();
    long read = at + random.nextLong(MILLI);
    long written = read + 4 * MILLI + random.nextLong(4 * MILLI);
    long committed = written + MILLI + random.nextLong(MILLI / 2);
    statement(trace, parent, instance, "SELECT shop." + table, read, thread)
        .string(
            "db.query.text",
            "select t1_0.id,t1_0.created_at,t1_0.customer_id,t1_0.amount,t1_0.state,"
                + "t1_0.updated_at from "
                + table
                + " t1_0 where t1_0.id=?")
        .string("db.operation.name", "SELECT")
        .string("db.collection.name", table)
        .string("db.query.parameter.0", key);
    lines.add(instance, SpanText.JDBC, read + 900 * MICRO, text.end());
    statement(trace, parent, instance, "UPDATE shop." + table, written, thread)
        .string(
            "db.query.text", "update " + table + " set amount=?,state=?,updated_at=? where id=?")
        .string("db.operation.name", "UPDATE")
        .string("db.collection.name", table)
        .string("db.query.parameter.0", Integer.toString(random.nextInt(100_000)))
        .string("db.query.parameter.1", random.nextBoolean() ? "OPEN" : "CHANGED")
        .string("db.query.parameter.2", "2026-01-01 00:00:" + (10 + random.nextInt(50)) + ".123")
        .string("db.query.parameter.3", key);
    lines.add(instance, SpanText.JDBC, written + 900 * MICRO, text.end());
    statement(trace, parent, instance, "COMMIT", committed, thread)
        .string("db.operation.name", "COMMIT");
    lines.add(instance, SpanText.JDBC, committed + 900 * MICRO, text.end());
  }

  private SpanText statement(
      String trace, String parent, int instance, String name, long at, int thread) {
    long start = at + clocks[instance];
    return text.begin(trace, id(), parent, SpanText.JDBC, name, start, start + 900 * MICRO)
        .string("db.namespace", "shop")
        .string("db.system.name", "postgresql")
        .string("server.address", "postgres.shop.svc.cluster.local")
        .number("server.port", 5432)
        .string("peer.service", "shop-database")
        .thread(thread);
  }

  private int row() {
    double drawn = random.nextDouble() * zipf[KEYS - 1];
    int found = Arrays.binarySearch(zipf, drawn);
    return found < 0 ? Math.min(KEYS - 1, -found - 1) : found;
  }

  private int thread() {
    return 1 + random.nextInt(50);
  }

  private String id() {
    return hex(random.nextLong());
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
