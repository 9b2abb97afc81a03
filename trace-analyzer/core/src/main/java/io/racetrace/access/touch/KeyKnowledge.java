package io.racetrace.access.touch;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which columns identify the rows of a table, and how that is known. */
public record KeyKnowledge(SortedSet<String> columns, How how) {

  /** How the columns are known, the surest first. */
  public enum How {
    /** A schema names them. */
    SCHEMA("by the schema"),
    /** Every statement that changes rows compares them by equality. */
    LEARNED("all changes compare it"),
    /** They are named like a key. */
    NAMED("by its name");

    private final String words;

    How(String words) {
      this.words = words;
    }
  }

  /** Copies the columns. */
  public KeyKnowledge {
    columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
  }

  /** As a report prints it: {@code order_id, pos (by the schema)}. */
  @Override
  public String toString() {
    return (columns.isEmpty() ? "none" : String.join(", ", columns)) + " (" + how.words + ")";
  }
}
