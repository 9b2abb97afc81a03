package io.racetrace;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.history.Census;
import io.racetrace.report.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells of record types that are told apart by their servers alone, though different services write
 * them: two names of one server hide every race between those services.
 */
final class SplitTypes {

  private final Census census;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Map<RecordType, SortedSet<String>> services = new TreeMap<>();

  private SplitTypes(Census census) {
    this.census = census;
  }

  static List<Diagnostic> diagnostics(Census census) {
    SplitTypes split = new SplitTypes(census);
    split.compare();
    return split.diagnostics;
  }

  private void compare() {
    SortedMap<String, List<RecordType>> alike = new TreeMap<>();
    for (RecordType type : census.types()) {
      SortedSet<String> writers = new TreeSet<>();
      census.writers(type).forEach(writer -> writers.add(writer.getKey().service()));
      if (!writers.isEmpty() && !type.store().system().equals(Store.STATED.system())) {
        services.put(type, writers);
        alike
            .computeIfAbsent(type.store().system() + "/" + type.name(), unseen -> new ArrayList<>())
            .add(type);
      }
    }
    for (List<RecordType> types : alike.values()) {
      if (types.stream().map(services::get).distinct().count() > 1) {
        untold(types);
        twoNames(types);
      }
    }
  }

  /** Of which nobody knows whether they are one. */
  private void untold(List<RecordType> types) {
    for (RecordType type : types) {
      if (type.store().address().isEmpty() || type.store().database().isEmpty()) {
        types.stream()
            .filter(other -> mayBeOne(type.store(), other.store()))
            .filter(other -> !writersOf(type).equals(writersOf(other)))
            .findFirst()
            .ifPresent(
                other ->
                    tell(
                        Diagnostic.Kind.UNTOLD_SERVER,
                        type,
                        2,
                        writersOf(type)
                            + " does not tell all of server.address and db.namespace, and may write"
                            + " what "
                            + writersOf(other)
                            + " writes at "
                            + place(other)));
      }
    }
  }

  private static boolean mayBeOne(Store one, Store other) {
    return !one.equals(other)
        && mayBeOne(one.address(), other.address())
        && mayBeOne(one.database(), other.database());
  }

  private static boolean mayBeOne(String one, String other) {
    return one.equals(other) || one.isEmpty() || other.isEmpty();
  }

  /** That are one only if their servers are. */
  private void twoNames(List<RecordType> types) {
    SortedMap<String, List<RecordType>> told = new TreeMap<>();
    for (RecordType type : types) {
      if (!type.store().address().isEmpty()) {
        told.computeIfAbsent(type.id(), unseen -> new ArrayList<>()).add(type);
      }
    }
    for (List<RecordType> each : told.values()) {
      RecordType first = each.get(0);
      each.stream()
          .filter(other -> !writersOf(first).equals(writersOf(other)))
          .findFirst()
          .ifPresent(
              other ->
                  tell(
                      Diagnostic.Kind.TWO_SERVERS,
                      first,
                      each.size(),
                      writersOf(first)
                          + " at "
                          + place(first)
                          + ", "
                          + writersOf(other)
                          + " at "
                          + place(other)
                          + ": taken for different records; if that is one server, say --alias"
                          + " store:"
                          + other.store().address()
                          + "="
                          + first.store().address()));
    }
  }

  private void tell(Diagnostic.Kind kind, RecordType type, int count, String detail) {
    diagnostics.add(new Diagnostic(kind, type.id(), count, detail));
  }

  private String writersOf(RecordType type) {
    return String.join(" and ", services.getOrDefault(type, new TreeSet<>()));
  }

  private static String place(RecordType type) {
    return type.store().address().isEmpty() ? "a server that is not told" : type.store().address();
  }
}
