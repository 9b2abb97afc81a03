package io.racetrace.access;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which columns identify the rows of a table, and how that is known. */
public record KeyKnowledge(SortedSet<String> columns, How how) {

  /** How the columns are known, the surest first. */
  public enum How {
    /** A schema names them. */
    SCHEMA,
    /** Every statement that changes rows compares them by equality. */
    LEARNED,
    /** They are named like a key. */
    NAMED;

    /** The lower-case name that reports use. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the columns. */
  public KeyKnowledge {
    columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
  }
}
