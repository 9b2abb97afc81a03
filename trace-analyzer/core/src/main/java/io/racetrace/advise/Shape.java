package io.racetrace.advise;

import io.racetrace.access.Columns;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One way in which records of a type are set to what was computed from a read.
 *
 * @param columns that were read and are set; empty where nobody knows which
 * @param measured the one of them whose values are recorded; empty where none is
 */
record Shape(
    String service, String operation, String statement, SortedSet<String> columns, String measured)
    implements Comparable<Shape> {

  private static final Comparator<Shape> ORDER =
      Comparator.comparing(Shape::service)
          .thenComparing(Shape::operation)
          .thenComparing(Shape::statement)
          .thenComparing(shape -> shape.columns.toString())
          .thenComparing(Shape::measured);

  static Shape of(@Nullable Read read, Write write) {
    Columns written = write.columns();
    TreeSet<String> columns = new TreeSet<>(written.contested());
    columns.removeAll(written.relative());
    if (read != null && !read.columns().absolute().isEmpty()) {
      columns.retainAll(read.columns().absolute());
    }
    String measured = written.measured();
    return new Shape(
        write.site().service(),
        write.site().entryPoint().operation(),
        write.site().statement(),
        Collections.unmodifiableSortedSet(columns),
        measured == null ? "" : measured);
  }

  @Override
  public int compareTo(Shape other) {
    return ORDER.compare(this, other);
  }
}
