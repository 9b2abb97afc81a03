package io.racetrace.anomalies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one party does on behalf of one request or one message.
 *
 * @param name one letter, which schedules are made of
 * @param kind of the span that it runs in, SERVER or CONSUMER
 * @param retried whether it starts again when the database refuses it
 */
record Unit(
    String name,
    String kind,
    String operation,
    Map<String, String> attributes,
    List<Step> steps,
    boolean retried) {

  Unit {
    attributes = Map.copyOf(attributes);
    steps = List.copyOf(steps);
  }

  static Unit request(String name, String route) {
    return new Unit(
        name,
        "SERVER",
        "POST " + route,
        Map.of("http.request.method", "POST", "http.route", route),
        List.of(),
        false);
  }

  /** A message of a queue that any instance may take. */
  static Unit message(String name, String destination, String id) {
    return new Unit(
        name,
        "CONSUMER",
        "process " + destination,
        Map.of(
            "messaging.system",
            "redis",
            "messaging.operation.type",
            "process",
            "messaging.destination.name",
            destination,
            "messaging.message.id",
            id),
        List.of(),
        false);
  }

  Unit with(String attribute, String value) {
    Map<String, String> more = new TreeMap<>(attributes);
    more.put(attribute, value);
    return new Unit(name, kind, operation, more, steps, retried);
  }

  Unit transaction(Step... more) {
    List<Step> all = new ArrayList<>(List.of(new Step.Begin()));
    all.addAll(Arrays.asList(more));
    all.add(new Step.Commit());
    return then(all);
  }

  /** A transaction that the application rolls back. */
  Unit abandoned(Step... more) {
    List<Step> all = new ArrayList<>(List.of(new Step.Begin()));
    all.addAll(Arrays.asList(more));
    all.add(new Step.Rollback());
    return then(all);
  }

  /** Statements that each stand alone. */
  Unit alone(Step... more) {
    return then(Arrays.asList(more));
  }

  Unit retriedWhenRefused() {
    return new Unit(name, kind, operation, attributes, steps, true);
  }

  private Unit then(List<Step> more) {
    List<Step> all = new ArrayList<>(steps);
    all.addAll(more);
    return new Unit(name, kind, operation, attributes, all, retried);
  }
}
