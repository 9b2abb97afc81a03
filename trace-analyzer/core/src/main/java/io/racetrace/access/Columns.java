package io.racetrace.access;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns that an access touches.
 *
 * @param absolute set to a value whatever was there before; of a read, those that were looked at;
 *     empty together with {@code relative} where the columns are unknown
 * @param relative changed from what was there, in the same statement
 * @param measured the column that recorded values speak of, null if unknown
 */
public record Columns(
    SortedSet<String> absolute, SortedSet<String> relative, @Nullable String measured) {

  /** Nothing is known of the columns. */
  public static final Columns UNKNOWN = new Columns(Set.of(), Set.of(), null);

  private static final Pattern BOOKKEEPING =
      Pattern.compile(
          "(.*_)?((updated|modified|changed|touched)(_(at|on|by|time|ts|date))?"
              + "|last_(seen|login|logon|access|accessed|active|activity|used|sync|heartbeat)"
              + "(_(at|on|time|ts|date|ip))?)");
  private static final Pattern EVENT =
      Pattern.compile(
          "(.*_)?(event|occurred|measured|observed|emitted|sampled|recorded|reported|source|device)"
              + "_(at|on|time|ts|timestamp|date|seq|sequence|no|nr|number)"
              + "|(.*_)?(seq|sequence|offset)(_(no|nr|number))?"
              // Which leader, or holder of a lease, was the later one.
              + "|(leader|lease|lock|fencing)_(epoch|term|token)");
  private static final Pattern VERSION =
      Pattern.compile(
          "(.*_)?((row)?version|revision|rev|etag|opt_?lock)(_(no|nr|number))?"
              // A fencing token counts the holders of a lease.
              + "|(.*_)?fenc(e|ing)(_?token)?(_(no|nr|number))?"
              // What Npgsql and ASP.NET Identity check.
              + "|xmin|(.*_)?concurrency_?stamp");

  public Columns(Set<String> absolute, Set<String> relative, @Nullable String measured) {
    this((SortedSet<String>) new TreeSet<>(absolute), new TreeSet<>(relative), measured);
  }

  /** Copies the sets. */
  public Columns {
    absolute = Collections.unmodifiableSortedSet(new TreeSet<>(absolute));
    relative = Collections.unmodifiableSortedSet(new TreeSet<>(relative));
  }

  // By hand, as those of every access are looked up, and most are the same object.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Columns columns
            && Objects.equals(measured, columns.measured)
            && absolute.equals(columns.absolute)
            && relative.equals(columns.relative);
  }

  @Override
  public int hashCode() {
    int hash = Objects.hashCode(measured);
    for (String column : absolute) {
      hash = hash * 31 + column.hashCode();
    }
    for (String column : relative) {
      hash = hash * 37 + column.hashCode();
    }
    return hash;
  }

  /** Whether the column only says when or by whom a row was changed. */
  static boolean isBookkeeping(String column) {
    // Most columns are neither, and are asked about with every access.
    boolean mayBe = column.contains("ed") || column.contains("last_");
    return mayBe && BOOKKEEPING.matcher(column).matches();
  }

  /** Whether the column says when, or as which one, the event happened that the row shows. */
  public static boolean isOfEvent(String column) {
    boolean mayBe = column.indexOf('_') >= 0 || column.startsWith("seq") || column.equals("offset");
    return mayBe && EVENT.matcher(column).matches();
  }

  /** Whether the column counts the states of its row. */
  public static boolean isVersion(String column) {
    boolean mayBe =
        column.contains("ver")
            || column.contains("rev")
            || column.contains("etag")
            || column.contains("lock")
            || column.contains("fenc")
            || column.contains("xmin")
            || column.contains("stamp");
    return mayBe && VERSION.matcher(column).matches();
  }

  public boolean isKnown() {
    return !absolute.isEmpty() || !relative.isEmpty() || measured != null;
  }

  /**
   * What the statement tells of the columns, if it tells any, with this measured column if known.
   */
  public Columns refinedBy(Columns statement) {
    boolean tells = !statement.absolute.isEmpty() || !statement.relative.isEmpty();
    return new Columns(
        tells ? statement.absolute : absolute,
        tells ? statement.relative : relative,
        measured != null ? measured : statement.measured);
  }

  /** Whether a write of these columns moves its row to another version; unknown ones may. */
  public boolean mayChangeVersion() {
    return !isKnown() || hasVersion(absolute) || hasVersion(relative);
  }

  /** Whether the statement counts its row's version up from what is there. */
  public boolean countVersion() {
    return hasVersion(relative);
  }

  private static boolean hasVersion(SortedSet<String> columns) {
    for (String column : columns) {
      if (isVersion(column)) {
        return true;
      }
    }
    return false;
  }

  /** Whether two writers of the column can disagree about what is right. */
  public static boolean isContested(String column) {
    return !isBookkeeping(column) && !isVersion(column);
  }

  /** The contested columns that are written, or the measured one where no statement tells more. */
  public SortedSet<String> contested() {
    TreeSet<String> contested = new TreeSet<>(absolute);
    contested.addAll(relative);
    if (contested.isEmpty() && measured != null) {
      contested.add(measured);
    }
    contested.removeIf(column -> !isContested(column));
    return contested;
  }

  /** The contested columns that a write of these and a write of the others both touch. */
  public SortedSet<String> shared(Columns others) {
    SortedSet<String> shared = contested();
    if (isKnown() && others.isKnown()) {
      shared.retainAll(others.contested());
    } else {
      shared.addAll(others.contested());
    }
    return shared;
  }

  /**
   * Whether a write of these columns can destroy what a write of the others did. Unknown columns
   * can destroy, and can be destroyed.
   */
  public boolean canDestroy(Columns others) {
    if (!isKnown()) {
      return true;
    }
    for (String column : absolute) {
      if ((!others.isKnown() || others.names(column)) && isContested(column)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a read of these columns may show what a write of the others sets. One that looks at the
   * version finds out whether an older look still holds.
   */
  public boolean mayShow(Columns written) {
    if (!isKnown() || hasVersion(absolute)) {
      return true;
    }
    boolean isContested = false;
    for (String column : written.contested()) {
      if (names(column)) {
        return true;
      }
      isContested = true;
    }
    return !isContested;
  }

  /** Whether the column is written, or is the measured one where no statement tells more. */
  private boolean names(String column) {
    return absolute.contains(column)
        || relative.contains(column)
        || absolute.isEmpty() && relative.isEmpty() && column.equals(measured);
  }

  private static boolean hasContested(SortedSet<String> columns) {
    for (String column : columns) {
      if (isContested(column)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every contested column is changed from what was there, in one statement. */
  public boolean isRelative() {
    return hasContested(relative) && !hasContested(absolute);
  }
}
