package io.racetrace.access;

import io.racetrace.access.sql.DeclinedStatements;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.SqlEffect;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accesses from the spans of SQL clients: the statement's text joined to its bind parameters. */
public final class SqlAccessExtractor implements AccessExtractor {

  private static final String STATED_TYPE = "racetrace.record.type";
  private static final String STATED_KEY = "racetrace.record.key";

  private final KeyColumns keyColumns;
  private final DeclinedStatements declined;
  private final Map<SqlDialect, SqlStatements> statements = new EnumMap<>(SqlDialect.class);

  /** An extractor that has to find out by itself which columns are keys. */
  public SqlAccessExtractor() {
    this(Schema.NONE);
  }

  public SqlAccessExtractor(Schema schema) {
    this(schema, DeclinedStatements.UNKNOWN);
  }

  /**
   * @param declined is asked for the tables of statements that are not read whole
   */
  public SqlAccessExtractor(Schema schema, DeclinedStatements declined) {
    keyColumns = new KeyColumns(schema);
    this.declined = declined;
  }

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute)
        || SqlExecution.uses(attribute)
        || attribute.startsWith("racetrace.");
  }

  @Override
  public void learn(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return;
    }
    Store store = DatabaseSpan.store(span);
    for (TableAccess access : text(span).statement().accesses()) {
      keyColumns.learn(new RecordType(store, access.table()), access);
    }
  }

  @Override
  public SortedMap<RecordType, KeyKnowledge> keyColumns() {
    return keyColumns.decided();
  }

  @Override
  public List<Touch> extract(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return List.of();
    }
    SqlText text = text(span);
    SqlStatement statement = text.statement();
    List<Touch> touches = new ArrayList<>();
    SqlExecution execution = new SqlExecution(span, text);
    for (TableAccess access : statement.accesses()) {
      touches.addAll(touches(span, statement, access, execution));
    }
    for (TableAccess access : statement.doubtful()) {
      blind(span, access, KeyGap.NOT_UNDERSTOOD, statement, touches);
    }
    for (SqlEffect effect : statement.effects()) {
      if (effect.kind() == SqlEffect.Kind.CALL) {
        touches.add(
            Touch.blind(
                Operation.UPDATE,
                new RecordType(DatabaseSpan.store(span), effect.name()),
                KeyGap.PROCEDURE,
                statement.shape()));
      }
    }
    if (touches.isEmpty() && statement.accesses().isEmpty() && statement.effects().isEmpty()) {
      untold(span, statement, touches);
    }
    return touches;
  }

  /** The span's statement does not tell what it does, or there is none. */
  private static void untold(Span span, SqlStatement statement, List<Touch> touches) {
    Operation operation = byName(DatabaseSpan.operation(span));
    if (!statement.understood() || statement.shape().isEmpty() && operation != null) {
      String table = span.firstAttribute("db.collection.name", "db.sql.table");
      touches.add(
          Touch.blind(
              operation == null ? Operation.UPDATE : operation,
              new RecordType(DatabaseSpan.store(span), table == null ? "unknown" : table),
              statement.understood() ? KeyGap.NO_STATEMENT : KeyGap.NOT_UNDERSTOOD,
              statement.shape()));
    }
  }

  private SqlText text(Span span) {
    String system = DatabaseSpan.system(span);
    return statements
        .computeIfAbsent(
            SqlDialect.of(system == null ? "" : system),
            dialect -> new SqlStatements(dialect, declined))
        .read(DatabaseSpan.text(span));
  }

  private static @Nullable Operation byName(String name) {
    return switch (name) {
      case "SELECT" -> Operation.READ;
      case "INSERT" -> Operation.INSERT;
      case "UPDATE" -> Operation.UPDATE;
      case "DELETE" -> Operation.DELETE;
      default -> null;
    };
  }

  private List<Touch> touches(
      Span span, SqlStatement statement, TableAccess access, SqlExecution execution) {
    Operation operation = SqlTouch.operation(access.verb());
    List<Touch> touches = new ArrayList<>();
    if (operation == null) {
      return touches;
    }
    RecordType type = new RecordType(DatabaseSpan.store(span), access.table());
    List<SortedMap<String, Operand>> rows =
        access.verb() == Verb.INSERT || access.verb() == Verb.UPSERT
            ? access.rows()
            : access.where();
    String stated = stated(span, access);
    if (stated != null) {
      SortedMap<String, Operand> row = rows.size() == 1 ? rows.get(0) : new TreeMap<>();
      touches.add(
          new SqlTouch(span, access, execution, row)
              .touch(operation, type, stated, KeySource.STATED, statement.shape()));
      return touches;
    }
    KeyKnowledge known = keyColumns.of(type);
    Set<String> columns = known == null ? Set.of() : known.columns();
    KeyGap gap = DatabaseSpan.isBatch(span) ? KeyGap.BATCH : gap(access, rows, columns, execution);
    if (gap != null) {
      blind(span, access, gap, statement, touches);
      if (gap == KeyGap.NO_PARAMETERS && rows.size() == 1 && columns.size() == 1) {
        touches.set(0, touches.get(0).namingOneRow());
      }
      return touches;
    }
    for (SortedMap<String, Operand> row : rows) {
      SqlTouch touch = new SqlTouch(span, access, execution, row);
      String key = touch.key(columns);
      if (key != null) {
        KeySource source =
            touch.isNamedByLiterals(columns) ? KeySource.LITERAL : KeySource.PARAMETER;
        touches.add(touch.touch(operation, type, key, source, statement.shape()));
      }
    }
    return touches;
  }

  /** The key that an extension of the instrumentation derived for this table, if it did. */
  private static @Nullable String stated(Span span, TableAccess access) {
    String type = span.attribute(STATED_TYPE);
    boolean stated =
        type != null
            && span.attribute("racetrace.access") == null
            && (type.equals(access.table())
                || type.endsWith("." + access.table())
                || access.table().endsWith("." + type));
    return stated ? span.attribute(STATED_KEY) : null;
  }

  private static void blind(
      Span span, TableAccess access, KeyGap gap, SqlStatement statement, List<Touch> touches) {
    Operation operation = SqlTouch.operation(access.verb());
    if (operation != null) {
      RecordType type = new RecordType(DatabaseSpan.store(span), access.table());
      touches.add(Touch.blind(operation, type, gap, statement.shape()));
    }
  }

  /** Why the rows' keys are not known; null if all of them are. */
  private static @Nullable KeyGap gap(
      TableAccess access,
      List<SortedMap<String, Operand>> rows,
      Set<String> columns,
      SqlExecution execution) {
    if (rows.isEmpty()) {
      return KeyGap.MANY_ROWS;
    }
    if (columns.isEmpty()) {
      return KeyGap.NO_KEY_COLUMN;
    }
    boolean inserts = access.verb() == Verb.INSERT || access.verb() == Verb.UPSERT;
    for (SortedMap<String, Operand> row : rows) {
      for (String column : columns) {
        Operand operand = row.get(column);
        if (operand == null || !operand.isValue()) {
          return inserts ? KeyGap.KEY_MADE_BY_STORE : KeyGap.MANY_ROWS;
        }
        if (execution.value(column, operand) == null) {
          BindParameters parameters = execution.parameters();
          return parameters.recorded() && !parameters.fits()
              ? KeyGap.POSITIONS_SHIFTED
              : KeyGap.NO_PARAMETERS;
        }
      }
    }
    return null;
  }
}
