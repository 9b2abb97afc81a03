package io.racetrace.detect;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The spans of {@code web-shop.txt}, run one request after the other. */
final class WebShopLog {

  private static final long MILLISECOND = 1_000_000;

  private final Map<String, Integer> keys = new HashMap<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final Random random = new Random(20260131);
  private long now = 1_769_850_000_000L * MILLISECOND;
  private long traces;
  private long ids;
  private int statements;

  private record Endpoint(
      int often, String service, String way, String name, String key, List<String> lines) {}

  private WebShopLog() {}

  static WebShopLog of(String text) {
    WebShopLog log = new WebShopLog();
    log.read(text);
    List<Endpoint> runs = new ArrayList<>();
    log.endpoints.forEach(each -> runs.addAll(Collections.nCopies(each.often, each)));
    Collections.shuffle(runs, log.random);
    runs.forEach(log::run);
    return log;
  }

  List<Span> spans() {
    return spans;
  }

  int statements() {
    return statements;
  }

  private void read(String text) {
    for (String line : text.lines().toList()) {
      if (line.startsWith("keys ")) {
        String[] words = line.split(" ", -1);
        keys.put(words[1], Integer.parseInt(words[2]));
      } else if (line.startsWith("== ")) {
        String[] words = line.split(" ", 5);
        String[] named = words[4].split(" key ", -1);
        endpoints.add(
            new Endpoint(
                Integer.parseInt(words[1]),
                words[2],
                words[3],
                named[0],
                named.length > 1 ? named[1] : "",
                new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        endpoints.get(endpoints.size() - 1).lines.add(line);
      }
    }
  }

  private void run(Endpoint endpoint) {
    TraceId trace = new TraceId(7, ++traces);
    SpanId entry = new SpanId(++ids);
    ServiceInstance instance = new ServiceInstance(endpoint.service, endpoint.service + "-1");
    Map<String, String> chosen = new HashMap<>();
    long start = now;
    now += MILLISECOND;
    for (String line : endpoint.lines) {
      String[] parts = line.split(" \\| ", -1);
      Map<String, String> attributes = new HashMap<>();
      attributes.put("db.system.name", "postgresql");
      attributes.put("db.namespace", "shop");
      attributes.put("server.address", "db");
      attributes.put("db.query.text", parts[0].equals("commit") ? "COMMIT" : parts[0]);
      String[] parameters = parts.length > 1 ? parts[1].split(" ") : new String[0];
      for (int i = 0; i < parameters.length; i++) {
        attributes.put("db.query.parameter." + i, value(parameters[i], chosen));
      }
      if (parts[0].startsWith("UPDATE")) {
        attributes.put("db.response.affected_rows", "1");
      }
      statements += parts[0].equals("commit") ? 0 : 1;
      span(trace, entry, instance, SpanKind.CLIENT, parts[0].split(" ", -1)[0], now, attributes);
      now += 2 * MILLISECOND;
    }
    Map<String, String> attributes = new HashMap<>();
    SpanKind kind = SpanKind.SERVER;
    if (endpoint.way.equals("request")) {
      String[] words = endpoint.name.split(" ", -1);
      attributes.put("http.request.method", words[0]);
      attributes.put("http.route", words[1]);
    } else if (endpoint.way.equals("event")) {
      kind = SpanKind.CONSUMER;
      attributes.put("messaging.system", "kafka");
      attributes.put("messaging.destination.name", "order.placed");
      attributes.put("messaging.consumer.group.name", endpoint.service);
      attributes.put("messaging.kafka.message.key", value(endpoint.key, chosen));
    } else {
      kind = SpanKind.INTERNAL;
    }
    spans.add(
        new Span(
            trace,
            entry,
            null,
            instance,
            kind,
            endpoint.name,
            new Interval(start, now),
            SpanStatus.UNSET,
            attributes,
            List.of()));
    now += (200 + random.nextInt(1800)) * MILLISECOND;
  }

  private void span(
      TraceId trace,
      SpanId parent,
      ServiceInstance instance,
      SpanKind kind,
      String name,
      long at,
      Map<String, String> attributes) {
    spans.add(
        new Span(
            trace,
            new SpanId(++ids),
            parent,
            instance,
            kind,
            name,
            new Interval(at, at + MILLISECOND),
            SpanStatus.UNSET,
            attributes,
            List.of()));
  }

  private String value(String parameter, Map<String, String> chosen) {
    if (!parameter.startsWith("$")) {
      return parameter;
    }
    return chosen.computeIfAbsent(
        parameter,
        name -> {
          Integer of = keys.get(name.substring(1));
          return name.substring(1) + "-" + (of == null ? ++ids : random.nextInt(of));
        });
  }
}
