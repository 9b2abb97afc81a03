package io.racetrace.cli;

import java.util.Arrays;
import java.util.List;

/** Small span files: two services that each add to one balance, which begins at 100. */
final class SpanFile {

  private static final long START = 1_767_225_600_000_000_000L;

  private final StringBuilder lines = new StringBuilder();
  private int spans;

  /** Both read 100 before either writes: one change is lost. */
  static String racy() {
    return new SpanFile()
        .change("order-service", 1, 0, "100", 20, "250")
        .change("referral-service", 2, 10, "100", 30, "500")
        .toString();
  }

  /** One after the other, and the second one saw what the first one wrote. */
  static String clean() {
    return new SpanFile()
        .change("order-service", 1, 0, "100", 20, "250")
        .change("order-service", 2, 10_000, "250", 10_020, "650")
        .toString();
  }

  /** One write below the stock Java agent, which does not tell of which row. */
  static String blind() {
    SpanFile file = new SpanFile();
    String root = file.span(3, "", "PUT /stock/{id}", 2, 0, 10, "");
    String write =
        file.span(
            3,
            String.format("%016x", file.spans),
            "UPDATE shop.stock",
            3,
            1,
            2,
            attribute("db.system", "postgresql")
                + ","
                + attribute("db.name", "shop")
                + ","
                + attribute("db.statement", "update stock set quantity = ? where id = ?"));
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
        + attribute("service.name", "stock-service")
        + ","
        + attribute("telemetry.sdk.language", "java")
        + ","
        + attribute("telemetry.distro.name", "opentelemetry-java-instrumentation")
        + "]},\"scopeSpans\":[{\"scope\":{\"name\":\"io.opentelemetry.jdbc\"},\"spans\":["
        + root
        + ","
        + write
        + "]}]}]}\n";
  }

  /** Each of the services updates one row of shop.public.orders, one after the other. */
  static String updates(String... services) {
    return statements(
        Arrays.stream(services)
            .map(service -> List.of(service, "update orders set status = 'PAID' where id = 42"))
            .toList());
  }

  /** Statements in shop, one after the other, each behind the name of its service. */
  static String statements(List<List<String>> statements) {
    SpanFile file = new SpanFile();
    for (int i = 0; i < statements.size(); i++) {
      long at = i * 100L;
      String root = file.span(i + 1, "", "PUT /orders/{id}", 2, at, at + 20, "");
      String update =
          file.span(
              i + 1,
              String.format("%016x", file.spans),
              "UPDATE shop.orders",
              3,
              at + 5,
              at + 10,
              attribute("db.system", "postgresql")
                  + ","
                  + attribute("db.name", "shop")
                  + ","
                  + attribute("server.address", "db")
                  + ","
                  + attribute("db.statement", statements.get(i).get(1)));
      file.lines.append(
          "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
              + attribute("service.name", statements.get(i).get(0))
              + "]},\"scopeSpans\":[{\"spans\":["
              + root
              + ","
              + update
              + "]}]}]}\n");
    }
    return file.toString();
  }

  private SpanFile change(
      String service, int trace, long readMillis, String read, long writeMillis, String written) {
    String root = span(trace, "", "POST /points", 2, readMillis - 5, writeMillis + 5, "");
    String parent = String.format("%016x", spans);
    String stated =
        attribute("racetrace.record.type", "users") + "," + attribute("racetrace.record.key", "42");
    String reads =
        span(
            trace,
            parent,
            "read users",
            1,
            readMillis,
            readMillis + 1,
            stated
                + ","
                + attribute("racetrace.access", "read")
                + ","
                + attribute("racetrace.value.read", read));
    String writes =
        span(
            trace,
            parent,
            "write users",
            1,
            writeMillis,
            writeMillis + 1,
            stated
                + ","
                + attribute("racetrace.access", "write")
                + ","
                + attribute("racetrace.value.read", read)
                + ","
                + attribute("racetrace.value.written", written));
    lines.append(
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
            + attribute("service.name", service)
            + ","
            + attribute("service.instance.id", service + "-1")
            + "]},\"scopeSpans\":[{\"spans\":["
            + String.join(",", root, reads, writes)
            + "]}]}]}\n");
    return this;
  }

  private String span(
      int trace, String parent, String name, int kind, long from, long to, String attributes) {
    spans++;
    return String.format(
        "{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"parentSpanId\":\"%s\",\"name\":\"%s\","
            + "\"kind\":%d,\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\","
            + "\"attributes\":[%s]}",
        trace,
        spans,
        parent,
        name,
        kind,
        START + from * 1_000_000,
        START + to * 1_000_000,
        attributes);
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
