package io.racetrace.access.touch;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Store;
import io.racetrace.access.Version;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.access.touch.WatchedColumns.Watched;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What SQL statements ask of predicates, and which answers they change: {@code email = x} is asked
 * by a SELECT, whether there is such a row or not, and changed by an INSERT of one. A predicate is
 * only told where every value of it is known.
 */
final class SqlPredicates {

  private static final String RETURNED_ROWS = "db.response.returned_rows";
  private static final int MOST_ROWS = 20;

  private final WatchedColumns watched;
  private final Schema schema;
  private final Function<String, SqlText> reader;

  /**
   * @param reader of text that stands inside a statement
   */
  SqlPredicates(WatchedColumns watched, Schema schema, Function<String, SqlText> reader) {
    this.watched = watched;
    this.schema = schema;
    this.reader = reader;
  }

  static boolean uses(String attribute) {
    return attribute.equals(RETURNED_ROWS);
  }

  List<Touch> touches(Span span, SqlText text) {
    SqlStatement statement = text.statement();
    if (statement.accesses().isEmpty() || DatabaseSpan.isBatch(span)) {
      return List.of();
    }
    Store store = DatabaseSpan.store(span);
    InnerQuery inner = InnerQuery.of(statement, DatabaseSpan.text(span));
    if (inner == null && !isAnyWatched(statement, store)) {
      return List.of();
    }
    SqlExecution execution = new SqlExecution(span, text);
    List<Touch> touches = new ArrayList<>();
    for (TableAccess access : statement.accesses()) {
      RecordType type = new RecordType(store, access.table());
      Watched columns = watched.of(type);
      switch (access.verb()) {
        case SELECT -> ask(span, type, columns, access, execution, statement, touches);
        case INSERT, UPSERT -> insert(span, type, columns, access, execution, statement, touches);
        case UPDATE -> update(span, type, columns, access, execution, statement, touches);
        default -> {}
      }
    }
    if (inner != null) {
      SqlText read = reader.apply(inner.text());
      SqlExecution shifted = execution.inside(read, inner.placeholdersBefore());
      for (TableAccess access : read.statement().accesses()) {
        RecordType type = new RecordType(store, access.table());
        if (access.verb() == Verb.SELECT) {
          ask(span, type, watched.of(type), access, shifted, statement, touches);
        }
        if (inner.isCondition() && access.verb() == Verb.SELECT) {
          insertWhatWasAsked(span, statement, access, type, shifted, touches);
        }
      }
    }
    return touches;
  }

  private boolean isAnyWatched(SqlStatement statement, Store store) {
    for (TableAccess access : statement.accesses()) {
      if (watched.isWatched(new RecordType(store, access.table()))) {
        return true;
      }
    }
    return false;
  }

  private void ask(
      Span span,
      RecordType type,
      Watched columns,
      TableAccess access,
      SqlExecution execution,
      SqlStatement statement,
      List<Touch> touches) {
    if (access.where().isEmpty() || access.where().size() > MOST_ROWS) {
      return;
    }
    SortedSet<String> set = new TreeSet<>(access.where().get(0).keySet());
    SortedSet<String> predicate = columns.asked().get(set);
    SortedSet<String> limits = columns.limits().get(set);
    boolean looksAtLimit =
        limits != null
            && (access.selected().contains("*")
                || access.selected().stream().anyMatch(column -> limits.contains(column)));
    if (predicate == null && !looksAtLimit) {
      return;
    }
    String rows = access.where().size() == 1 ? span.attribute(RETURNED_ROWS) : null;
    Set<SortedSet<String>> asked = new LinkedHashSet<>();
    if (predicate != null) {
      asked.add(predicate);
    }
    if (looksAtLimit) {
      asked.add(set);
    }
    for (SortedSet<String> one : asked) {
      for (SortedMap<String, Operand> row : access.where()) {
        Touch touch =
            touch(Operation.READ, span, type, one, access, execution, row, statement.shape());
        if (touch != null) {
          touches.add(touch.of(new Snapshot(Version.notRecorded(), rows), touch.guards()));
        }
      }
    }
  }

  private void insert(
      Span span,
      RecordType type,
      Watched columns,
      TableAccess access,
      SqlExecution execution,
      SqlStatement statement,
      List<Touch> touches) {
    for (SortedSet<String> predicate : columns.answers()) {
      for (SortedMap<String, Operand> row : access.rows()) {
        Touch touch =
            touch(
                Operation.INSERT, span, type, predicate, access, execution, row, statement.shape());
        if (touch != null) {
          EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
          guards.addAll(touch.guards());
          if (isUnique(type, predicate) || meetsExisting(access, predicate)) {
            guards.add(Guard.UNIQUE_CONSTRAINT);
          }
          touches.add(touch.of(Snapshot.UNKNOWN, guards));
        }
      }
    }
  }

  private static Touch unique(Touch touch) {
    EnumSet<Guard> guards = EnumSet.of(Guard.UNIQUE_CONSTRAINT);
    guards.addAll(touch.guards());
    return touch.of(touch.before(), guards);
  }

  private boolean isUnique(RecordType type, Set<String> predicate) {
    return schema.isUnique(type.name(), predicate);
  }

  /** Whether the store itself looks for a row that fulfils the predicate. */
  private static boolean meetsExisting(TableAccess access, Set<String> predicate) {
    return (access.keepsExisting() || access.verb() == Verb.UPSERT)
        && predicate.containsAll(access.conflict());
  }

  private void insertWhatWasAsked(
      Span span,
      SqlStatement statement,
      TableAccess asked,
      RecordType type,
      SqlExecution execution,
      List<Touch> touches) {
    SortedSet<String> predicate =
        asked.where().size() == 1
            ? watched.of(type).asked().get(new TreeSet<>(asked.where().get(0).keySet()))
            : null;
    boolean inserts =
        statement.accesses().stream()
            .anyMatch(
                access ->
                    access.verb() == Verb.INSERT
                        && access.rows().isEmpty()
                        && access.table().equals(asked.table()));
    if (predicate != null && inserts) {
      SortedMap<String, Operand> row = asked.where().get(0);
      Touch touch =
          touch(Operation.INSERT, span, type, predicate, asked, execution, row, statement.shape());
      if (touch != null) {
        touches.add(touch.of(Snapshot.UNKNOWN, Set.of()));
      }
    }
  }

  private void update(
      Span span,
      RecordType type,
      Watched columns,
      TableAccess access,
      SqlExecution execution,
      SqlStatement statement,
      List<Touch> touches) {
    if (access.where().size() != 1) {
      return;
    }
    SortedMap<String, Operand> where = access.where().get(0);
    SortedMap<String, Operand> after = new TreeMap<>(where);
    after.putAll(access.assigned());
    for (SortedSet<String> predicate : columns.answers()) {
      if (WatchedColumns.moves(where.keySet(), access.assigned().keySet(), predicate)) {
        Touch touch =
            touch(
                Operation.UPDATE,
                span,
                type,
                predicate,
                access,
                execution,
                after,
                statement.shape());
        add(touch != null && isUnique(type, predicate) ? unique(touch) : touch, touches);
      }
    }
    for (Map.Entry<SortedSet<String>, SortedSet<String>> limit : columns.limits().entrySet()) {
      boolean changes =
          access.assigned().keySet().stream().anyMatch(column -> limit.getValue().contains(column));
      if (changes && where.keySet().containsAll(limit.getKey())) {
        add(
            touch(
                Operation.UPDATE,
                span,
                type,
                limit.getKey(),
                access,
                execution,
                where,
                statement.shape()),
            touches);
      }
    }
  }

  private static void add(@Nullable Touch touch, List<Touch> touches) {
    if (touch != null) {
      touches.add(touch);
    }
  }

  /** Null unless every value of the predicate is known. */
  private static @Nullable Touch touch(
      Operation operation,
      Span span,
      RecordType type,
      SortedSet<String> predicate,
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      String shape) {
    if (!row.keySet().containsAll(predicate)) {
      return null;
    }
    SqlTouch touch = new SqlTouch(span, access, execution, row, predicate);
    String values = touch.key();
    if (values == null) {
      return null;
    }
    KeySource source = touch.isNamedByLiterals() ? KeySource.LITERAL : KeySource.PARAMETER;
    String name = String.join(",", predicate) + " = " + values;
    return touch.touch(operation, type, name, source, shape);
  }
}
