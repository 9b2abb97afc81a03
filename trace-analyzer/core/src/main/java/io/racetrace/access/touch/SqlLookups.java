package io.racetrace.access.touch;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads of one row by another column than its key: {@code SELECT id, balance FROM voucher WHERE
 * code = ?}; and of any number of rows if they are locked.
 */
final class SqlLookups {

  private static final String RETURNED_ROWS = "db.response.returned_rows";

  /** What rows are looked up by, one at a time. A reference such as customer_id finds many. */
  private static final Pattern FINDS_ONE =
      Pattern.compile(
          "(.*_)?(e?mail|user_?name|login|code|slug|sku|number|no|nr|phone|token|hash|iban|isbn"
              + "|uuid|guid|reference|ref)");

  private final KeyColumns keyColumns;
  private final Schema schema;

  SqlLookups(KeyColumns keyColumns, Schema schema) {
    this.keyColumns = keyColumns;
    this.schema = schema;
  }

  List<Touch> touches(Span span, SqlStatement statement, SqlExecution execution) {
    List<Touch> touches = new ArrayList<>();
    for (TableAccess access : statement.accesses()) {
      RecordType type = new RecordType(DatabaseSpan.store(span), access.table());
      KeyKnowledge known = access.verb() == Verb.SELECT ? keyColumns.of(type) : null;
      if (known == null) {
        continue;
      }
      SortedMap<String, Operand> row =
          access.where().size() == 1 ? access.where().get(0) : new TreeMap<>();
      Touch touch =
          new SqlTouch(span, access, execution, row, row.keySet())
              .touch(
                  Operation.READ,
                  type,
                  String.join(",", row.keySet()),
                  KeySource.WRITTEN,
                  statement.shape());
      if (touch.guards().contains(Guard.ROW_LOCK) || findsOne(span, access, known.columns())) {
        touches.add(touch);
      }
    }
    return touches;
  }

  private boolean findsOne(Span span, TableAccess access, Set<String> key) {
    if (access.where().size() != 1) {
      return false;
    }
    Set<String> columns = new TreeSet<>(access.where().get(0).keySet());
    boolean answersWithKey = access.selected().contains("*") || access.selected().containsAll(key);
    return answersWithKey
        && !columns.containsAll(key)
        && (schema.isUnique(access.table(), columns)
            || columns.stream().anyMatch(column -> FINDS_ONE.matcher(column).matches())
            || "1".equals(span.attribute(RETURNED_ROWS)));
  }
}
