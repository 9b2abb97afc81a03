package io.racetrace.ownership;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a write by a service that is not among the owners breaks.
 *
 * @param owners those who may write it
 * @param column the column that they own; null if it is the table
 * @param expired the exception that the service had; null if it never had one
 */
public record Breach(Owners owners, @Nullable String column, @Nullable WriteException expired)
    implements Comparable<Breach> {

  private static final Comparator<Breach> ORDER =
      Comparator.<Breach, SourceLine>comparing(breach -> breach.owners.declared())
          .thenComparing(breach -> breach.column == null ? "" : breach.column);

  @Override
  public int compareTo(Breach other) {
    return ORDER.compare(this, other);
  }
}
