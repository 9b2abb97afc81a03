package io.racetrace.sources.decode;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The events of a span that end a transaction, as datasource-micrometer writes them on the span of
 * a connection: kept as attributes of their names, with their times in nanoseconds, in order of
 * appearance and with commas between.
 */
public final class TransactionEvents {

  /** So many of one name are kept; OpenTelemetry's own limit for all events of a span is 128. */
  private static final int MOST = 1000;

  private final Map<String, StringBuilder> times = new TreeMap<>();
  private int count;

  public static boolean isOne(String name) {
    return name.equals("commit") || name.equals("rollback");
  }

  /** Forgets the events of the span read last. */
  public void clear() {
    if (!times.isEmpty()) {
      times.clear();
      count = 0;
    }
  }

  /**
   * @param name of the event; one that ends no transaction is passed over
   * @param nanos since 1970; a time that is none is passed over
   */
  public void add(String name, long nanos) {
    if (isOne(name) && nanos > 0 && count < MOST) {
      StringBuilder list = times.computeIfAbsent(name, key -> new StringBuilder());
      list.append(list.length() == 0 ? "" : ",").append(nanos);
      count++;
    }
  }

  /** Adds the events to the span's attributes, where it has none of that name. */
  public void keep(Map<String, String> attributes) {
    forEach(attributes::putIfAbsent);
  }

  /** Tells the events as attributes. */
  public void forEach(BiConsumer<String, String> attribute) {
    if (count > 0) {
      times.forEach((name, list) -> attribute.accept("event." + name, list.toString()));
    }
  }
}
