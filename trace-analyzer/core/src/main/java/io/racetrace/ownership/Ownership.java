package io.racetrace.ownership;

import io.racetrace.access.Columns;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.ownership.Place.Fit;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may write one table.
 *
 * @param places the databases in which it lies, such as those of test and of production
 * @param table its name without a schema
 * @param owners of the rows, and of all columns that have no owner of their own; null if only
 *     columns are owned
 * @param columns owners of single columns, who take the place of the table's
 * @param free columns that whoever writes a row writes too, such as its version
 */
public record Ownership(
    List<Place> places,
    String table,
    @Nullable Owners owners,
    SortedMap<String, Owners> columns,
    SortedSet<String> free,
    List<WriteException> exceptions,
    SourceLine declared) {

  /** Copies the collections. Names of columns are alike in upper and lower case. */
  public Ownership {
    places = List.copyOf(places);
    SortedMap<String, Owners> byColumn = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byColumn.putAll(columns);
    columns = Collections.unmodifiableSortedMap(byColumn);
    SortedSet<String> anybodys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    anybodys.addAll(free);
    free = Collections.unmodifiableSortedSet(anybodys);
    exceptions = List.copyOf(exceptions);
  }

  /** How well a record type fits the table. */
  public Fit fit(RecordType type) {
    return places.stream()
        .map(place -> place.fit(table, type))
        .max(Comparator.naturalOrder())
        .orElse(Fit.NO);
  }

  /** Whether both speak of one table. */
  public boolean claimsTableOf(Ownership other) {
    return table.equalsIgnoreCase(other.table)
        && places.stream().anyMatch(one -> other.places.stream().anyMatch(one::mayBe));
  }

  /** Everybody who owns the table or a column. */
  public SortedSet<String> services() {
    SortedSet<String> all = new TreeSet<>();
    if (owners != null) {
      all.addAll(owners.services());
    }
    columns.values().forEach(each -> all.addAll(each.services()));
    return all;
  }

  /** The exception that the service has on that day, expired or not; null if it has none. */
  public @Nullable WriteException exception(String service) {
    return exceptions.stream()
        .filter(exception -> exception.service().equals(service))
        .max(Comparator.comparing(WriteException::until))
        .orElse(null);
  }

  /**
   * What a write of the table breaks; nothing if its service may write what it wrote.
   *
   * @param day by which exceptions are judged
   */
  public SortedSet<Breach> broken(Write write, LocalDate day) {
    String service = write.site().service();
    WriteException exception = exception(service);
    if (exception != null && !exception.isExpired(day)) {
      return Collections.emptySortedSet();
    }
    SortedSet<Breach> broken = new TreeSet<>();
    SortedMap<String, Owners> judged = judged(write);
    if (judged.isEmpty()) {
      // Rows come and go by the table's owner. A change of who knows what may be of any column.
      boolean mayBeColumns = write.operation() == Operation.UPDATE && services().contains(service);
      if (owners != null && !owners.include(service) && !mayBeColumns) {
        broken.add(new Breach(owners, null, exception));
      }
    }
    for (Map.Entry<String, Owners> column : judged.entrySet()) {
      if (!column.getValue().include(service)) {
        String own = columns.containsKey(column.getKey()) ? column.getKey() : null;
        broken.add(new Breach(column.getValue(), own, exception));
      }
    }
    return broken;
  }

  /** The owners of those columns that were changed and that have owners. */
  private SortedMap<String, Owners> judged(Write write) {
    SortedMap<String, Owners> judged = new TreeMap<>();
    if (write.operation() != Operation.UPDATE) {
      return judged;
    }
    Columns written = write.columns();
    for (SortedSet<String> some : List.of(written.absolute(), written.relative())) {
      for (String column : some) {
        Owners own = columns.get(column);
        if (own != null) {
          judged.put(column, own);
        } else if (owners != null && Columns.isContested(column) && !free.contains(column)) {
          judged.put(column, owners);
        }
      }
    }
    return judged;
  }
}
