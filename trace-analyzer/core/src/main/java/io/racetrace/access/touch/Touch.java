package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.gap.KeyGap;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one span by itself says of the record that it touched. An access is a touch together with
 * its place in the trace.
 *
 * @param key null where the span does not tell which record it was
 * @param keyGap why there is no key; null exactly where there is one
 * @param before what was seen, or what a write is based on
 * @param after what a write left
 * @param rowsAffected how many rows a write changed; null if not recorded
 * @param statement the shape of the statement; empty where there is none
 * @param stated whether the service itself states this access
 * @param keySource where the key comes from; null without a key
 * @param namesOneRow whether the statement, though it does not show the key, can have touched one
 *     row only: its single key column is compared by equality with one parameter. Such a touch has
 *     the columns and guards of its statement all the same, for its key may be found elsewhere
 */
public record Touch(
    Operation operation,
    RecordType type,
    @Nullable String key,
    @Nullable KeyGap keyGap,
    Columns columns,
    Set<Guard> guards,
    Snapshot before,
    Snapshot after,
    @Nullable BigDecimal amount,
    @Nullable Long rowsAffected,
    String statement,
    boolean stated,
    @Nullable KeySource keySource,
    boolean namesOneRow) {

  /**
   * Copies the guards.
   *
   * @throws IllegalArgumentException unless there is either a key with its source, or a reason why
   *     there is none
   */
  public Touch {
    if ((key == null) == (keyGap == null) || (key == null) != (keySource == null)) {
      throw new IllegalArgumentException(
          "either a key and its source, or a gap: " + key + ", " + keySource + ", " + keyGap);
    }
    guards = Set.copyOf(guards);
  }

  /** A touch whose record can't be told. */
  public static Touch blind(Operation operation, RecordType type, KeyGap keyGap, String statement) {
    return new Touch(
        operation,
        type,
        null,
        keyGap,
        Columns.UNKNOWN,
        Set.of(),
        Snapshot.UNKNOWN,
        Snapshot.UNKNOWN,
        null,
        null,
        statement,
        false,
        null,
        false);
  }

  /** This touch without its key, of a statement that names one row all the same. */
  public Touch namingOneRow(KeyGap gap) {
    return new Touch(
        operation,
        type,
        null,
        gap,
        columns,
        guards,
        before,
        after,
        amount,
        rowsAffected,
        statement,
        stated,
        null,
        true);
  }

  /** This touch, of what was there before, behind these guards. */
  public Touch of(Snapshot seen, Set<Guard> behind) {
    return new Touch(
        operation,
        type,
        key,
        keyGap,
        columns,
        behind,
        seen,
        after,
        amount,
        rowsAffected,
        statement,
        stated,
        keySource,
        namesOneRow);
  }

  /** This touch, which changed the measured column by so much. */
  public Touch by(@Nullable BigDecimal changed) {
    return new Touch(
        operation,
        type,
        key,
        keyGap,
        columns,
        guards,
        before,
        after,
        changed,
        rowsAffected,
        statement,
        stated,
        keySource,
        namesOneRow);
  }

  /** This blind touch, of the row that has this key. */
  public Touch keyed(String assumed, KeySource source) {
    return new Touch(
        operation,
        type,
        assumed,
        null,
        columns,
        guards,
        before,
        after,
        amount,
        rowsAffected,
        statement,
        stated,
        source,
        namesOneRow);
  }

  /** This touch, of a record type under the name that is used for it. */
  public Touch of(RecordType known) {
    return known.equals(type)
        ? this
        : new Touch(
            operation,
            known,
            key,
            keyGap,
            columns,
            guards,
            before,
            after,
            amount,
            rowsAffected,
            statement,
            stated,
            keySource,
            namesOneRow);
  }

  /** Whether this speaks of the same record as a touch of the store's own span below it. */
  public boolean covers(Touch inner) {
    return operation.isWrite() == inner.operation.isWrite()
        && (simpleName(type.name()).equals(simpleName(inner.type.name()))
            || key != null && key.equals(inner.key));
  }

  /** Whether this and a touch of a span below it are one access that two instrumentations saw. */
  public boolean repeats(Touch inner) {
    return operation == inner.operation
        && (statement.isEmpty() || inner.statement.isEmpty()
            ? covers(inner)
            : statement.equals(inner.statement))
        && (key == null || inner.key == null || key.equals(inner.key));
  }

  /** This, with what another span of the same access knows, and this does not. */
  public Touch toldBy(Touch outer) {
    Touch better = key == null && outer.key != null ? outer : this;
    return new Touch(
        operation,
        type,
        better.key,
        better.keyGap,
        better.columns,
        better.guards,
        better.before,
        better.after,
        better.amount,
        rowsAffected != null ? rowsAffected : outer.rowsAffected,
        statement.isEmpty() ? outer.statement : statement,
        stated,
        better.keySource,
        better.namesOneRow);
  }

  /** This touch of a span that also tells how many rows were changed. */
  public Touch withRows(@Nullable Long rows) {
    return rows == null || rowsAffected != null || !operation.isWrite()
        ? this
        : new Touch(
            operation,
            type,
            key,
            keyGap,
            columns,
            guards,
            before,
            after,
            amount,
            rows,
            statement,
            stated,
            keySource,
            namesOneRow);
  }

  /**
   * This stated touch, with what the store's own span below it knows better: which store it was,
   * the statement, the columns, the guards that the statement itself has.
   */
  public Touch enrichedBy(Touch inner) {
    boolean sameName = simpleName(type.name()).equals(simpleName(inner.type.name()));
    EnumSet<Guard> allGuards = EnumSet.noneOf(Guard.class);
    allGuards.addAll(guards);
    allGuards.addAll(inner.guards);
    return new Touch(
        inner.operation,
        new RecordType(inner.type.store(), sameName ? inner.type.name() : type.name()),
        key,
        keyGap,
        columns.refinedBy(inner.columns),
        allGuards,
        before.or(new Snapshot(inner.before.version(), null)),
        after.or(new Snapshot(inner.after.version(), null)),
        amount != null ? amount : inner.amount,
        rowsAffected != null ? rowsAffected : inner.rowsAffected,
        inner.statement,
        true,
        keySource,
        false);
  }

  private static String simpleName(String qualified) {
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }
}
