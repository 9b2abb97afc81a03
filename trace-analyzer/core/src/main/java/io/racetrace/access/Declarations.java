package io.racetrace.access;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What no span tells and the user knows: which names mean one thing, whose work is not to be
 * judged, and which services own a record type together. Every line is checked where it is added.
 */
public final class Declarations {

  /** Nothing is declared. */
  public static final Declarations NONE =
      new Declarations(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), List.of());

  private static final String[] SYSTEM = {"db.system.name", "db.system"};
  private static final String[] HOST = {"server.address", "net.peer.name"};
  private static final String[] PORT = {"server.port", "net.peer.port"};

  private final Map<String, String> services;
  private final Map<String, String> stores;
  private final Map<String, String> records;
  private final List<Exclusion> exclusions;
  private final List<Owners> owners;

  /** Names with {@code *} for anything. */
  private record Exclusion(Excluded kind, Pattern pattern) {}

  private enum Excluded {
    SERVICE,
    OPERATION,
    RECORD
  }

  private record Owners(Set<String> services, String type) {}

  private Declarations(
      Map<String, String> services,
      Map<String, String> stores,
      Map<String, String> records,
      List<Exclusion> exclusions,
      List<Owners> owners) {
    this.services = services;
    this.stores = stores;
    this.records = records;
    this.exclusions = exclusions;
    this.owners = owners;
  }

  /**
   * Two names of one thing: {@code service:orders-green=orders}, {@code store:pooler:6432=db:5432}
   * (as the spans name the server), or {@code record:account_v=account} and {@code
   * record:redis/0/price:{}=postgresql/shop/price} (record types, as reports name them).
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public Declarations alias(String line) {
    int kind = line.indexOf(':');
    int equals = line.indexOf('=', kind + 1);
    if (kind < 0 || equals <= kind + 1 || equals == line.length() - 1) {
      throw new IllegalArgumentException("'" + line + "' is not KIND:NAME=OTHER");
    }
    String name = line.substring(kind + 1, equals);
    String other = line.substring(equals + 1);
    Map<String, String> newServices = new TreeMap<>(services);
    Map<String, String> newStores = new TreeMap<>(stores);
    Map<String, String> newRecords = new TreeMap<>(records);
    switch (line.substring(0, kind)) {
      case "service" -> newServices.put(name, other);
      case "store" -> newStores.put(name, other);
      case "record" -> newRecords.put(name, other);
      default ->
          throw new IllegalArgumentException(
              "'" + line + "' begins with none of service:, store: and record:");
    }
    return new Declarations(newServices, newStores, newRecords, exclusions, owners);
  }

  /**
   * What is not judged: the work of {@code service:back-fill} or {@code operation:POST /test/*},
   * and what is done to {@code record:postgresql/shop/audit_*} (a record type as reports name it,
   * or its end), with {@code *} for anything.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public Declarations exclude(String line) {
    int colon = line.indexOf(':');
    Excluded kind =
        switch (line.substring(0, Math.max(colon, 0))) {
          case "service" -> Excluded.SERVICE;
          case "operation" -> Excluded.OPERATION;
          case "record" -> Excluded.RECORD;
          default -> null;
        };
    if (kind == null || colon == line.length() - 1) {
      throw new IllegalArgumentException(
          "'" + line + "' is neither service:NAME nor operation:NAME nor record:NAME");
    }
    String regex =
        Arrays.stream(line.substring(colon + 1).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    List<Exclusion> more = new ArrayList<>(exclusions);
    more.add(
        new Exclusion(
            kind, Pattern.compile(kind == Excluded.RECORD ? "(.*[/.])?" + regex : regex)));
    return new Declarations(services, stores, records, more, owners);
  }

  /**
   * Services that own a record type together: {@code orders,billing=postgresql/shop/orders}, the
   * type as reports name it, or without the store.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public Declarations owners(String line) {
    int equals = line.lastIndexOf('=');
    Set<String> names = new TreeSet<>(List.of(line.substring(0, Math.max(equals, 0)).split(",")));
    if (equals == line.length() - 1 || names.size() < 2 || names.contains("")) {
      throw new IllegalArgumentException("'" + line + "' is not SERVICE,SERVICE=TYPE");
    }
    List<Owners> more = new ArrayList<>(owners);
    more.add(new Owners(names, line.substring(equals + 1)));
    return new Declarations(services, stores, records, exclusions, more);
  }

  /** The span under the names that are used. */
  public Span known(Span span) {
    String service = services.get(span.instance().service());
    Span known =
        service == null
            ? span
            : span.recordedBy(new ServiceInstance(service, span.instance().instance()));
    return stores.isEmpty() ? known : inStore(known);
  }

  private Span inStore(Span span) {
    String host = span.firstAttribute(HOST);
    String port = span.firstAttribute(PORT);
    String to = host == null ? null : stores.get(port == null ? host : host + ":" + port);
    if (to == null || span.firstAttribute(SYSTEM) == null) {
      return span;
    }
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.keySet().removeAll(List.of(HOST[1], PORT[0], PORT[1]));
    int colon = to.lastIndexOf(':');
    attributes.put(HOST[0], colon < 0 ? to : to.substring(0, colon));
    if (colon >= 0) {
      attributes.put(PORT[0], to.substring(colon + 1));
    }
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links(),
        span.resolution());
  }

  /** Whether somebody's work is not to be judged. */
  public boolean excludesWork() {
    return exclusions.stream().anyMatch(exclusion -> exclusion.kind() != Excluded.RECORD);
  }

  /** Whether some record types are not to be judged. */
  public boolean excludesRecords() {
    return exclusions.stream().anyMatch(exclusion -> exclusion.kind() == Excluded.RECORD);
  }

  /** Whether nothing of this work is to be judged. */
  public boolean excludes(String service, String operation) {
    return exclusions.stream()
        .anyMatch(
            exclusion ->
                switch (exclusion.kind()) {
                  case SERVICE -> exclusion.pattern().matcher(service).matches();
                  case OPERATION -> exclusion.pattern().matcher(operation).matches();
                  case RECORD -> false;
                });
  }

  /** Whether nothing that is done to records of this type is to be judged. */
  public boolean excludes(RecordType type) {
    String id = type.id();
    return exclusions.stream()
        .anyMatch(
            exclusion ->
                exclusion.kind() == Excluded.RECORD && exclusion.pattern().matcher(id).matches());
  }

  /** Whether these services may all write the type. */
  public boolean areOwners(Set<String> all, String type) {
    return owners.stream()
        .anyMatch(
            declared ->
                declared.services().containsAll(all)
                    && (declared.type().equals(type) || type.endsWith("/" + declared.type())));
  }

  /** The record type under the name that is used. */
  public RecordType known(RecordType type) {
    if (records.isEmpty()) {
      return type;
    }
    String byId = records.get(type.id());
    if (byId != null) {
      return RecordType.named(byId);
    }
    String byName = records.get(type.name());
    if (byName != null) {
      return byName.contains("/") ? RecordType.named(byName) : new RecordType(type.store(), byName);
    }
    // What another name stands for in full is that record on whichever server it is.
    return records.containsValue(type.id()) ? RecordType.named(type.id()) : type;
  }
}
