package io.racetrace.access.touch;

import io.racetrace.access.KeySource;
import io.racetrace.access.Mutex;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Schema;
import io.racetrace.access.Store;
import io.racetrace.access.gap.KeyGap;
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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accesses from the spans of SQL clients: the statement's text joined to its bind parameters. */
public final class SqlAccessExtractor implements AccessExtractor {

  private static final int MOST_LEARNED = 20_000;
  private static final String STATED_TYPE = "racetrace.record.type";
  private static final String STATED_KEY = "racetrace.record.key";

  private final KeyColumns keyColumns;
  private final WatchedColumns watched;
  private final Schema schema;
  private final DeclinedStatements declined;
  private final SchemaNames schemas = new SchemaNames();

  /** What need not be learned again: statements that were read before are the same objects. */
  private final IdentityHashMap<TableAccess, Set<RecordType>> learned = new IdentityHashMap<>();

  /** Whether any statement takes a lock beside the rows: most inputs have none. */
  private volatile boolean takesMutexes;

  /** What was read before is kept for each thread: it is asked for with every span. */
  private final ThreadLocal<Read> read = ThreadLocal.withInitial(Read::new);

  private static final class Read {
    private final Map<SqlDialect, SqlStatements> statements = new EnumMap<>(SqlDialect.class);
    private final RowShapes shapes = new RowShapes();
    private RecordType type = new RecordType(Store.STATED, "");

    /** The type, as the same object as the last time where it is the same. */
    RecordType type(Store store, String table) {
      if (!type.name().equals(table) || !type.store().equals(store)) {
        type = new RecordType(store, table);
      }
      return type;
    }
  }

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
    watched = new WatchedColumns(keyColumns);
    this.schema = schema;
    this.declined = declined;
  }

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute)
        || SqlExecution.uses(attribute)
        || SqlPredicates.uses(attribute)
        || attribute.startsWith("racetrace.");
  }

  @Override
  public void learn(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return;
    }
    Store store = DatabaseSpan.store(span);
    SqlText text = text(span);
    if (!takesMutexes && SqlMutexes.takesAny(text.statement())) {
      takesMutexes = true;
    }
    for (TableAccess access : text.statement().accesses()) {
      RecordType type = new RecordType(store, access.table());
      if (learned.size() > MOST_LEARNED) {
        learned.clear();
      }
      if (learned.computeIfAbsent(access, unseen -> new HashSet<>()).add(type)) {
        keyColumns.learn(type, access);
        watched.learn(type, access, text.statement().shape());
        schemas.learn(span, type, false);
      }
      if (access.verb().isWrite() && DatabaseSpan.schema(span) != null) {
        schemas.learn(span, type, true);
      }
    }
    schemas.learnChoice(span, store);
    InnerQuery inner = InnerQuery.of(text.statement(), DatabaseSpan.text(span));
    if (inner != null) {
      for (TableAccess access : read(span, inner.text()).statement().accesses()) {
        watched.learn(new RecordType(store, access.table()), access, "exists (");
        // What is inserted if it is not there has its columns.
        watched.learnInserted(new RecordType(store, access.table()), access, inner.isCondition());
      }
    }
  }

  @Override
  public List<Touch> predicates(Span span) {
    return DatabaseSpan.isSql(span)
        ? new SqlPredicates(watched, schema, inner -> read(span, inner)).touches(span, text(span))
        : List.of();
  }

  @Override
  public @Nullable String keyColumns(RecordType type) {
    KeyKnowledge known = keyColumns.of(type);
    return known == null ? null : known.toString();
  }

  @Override
  public List<Touch> extract(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return List.of();
    }
    SqlText text = text(span);
    SqlStatement statement = text.statement();
    List<Touch> touches = new ArrayList<>();
    if (!statement.accesses().isEmpty()) {
      SqlExecution execution = new SqlExecution(span, text);
      Store store = DatabaseSpan.store(span);
      for (TableAccess access : statement.accesses()) {
        addTouches(span, store, statement, access, execution, touches);
      }
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
    boolean nothingTold =
        touches.isEmpty() && statement.accesses().isEmpty() && statement.effects().isEmpty();
    if (nothingTold || mayHideWrite(statement, touches)) {
      untold(span, statement, touches);
    }
    return touches;
  }

  /**
   * A statement that was not read whole may write more than the tables that are known to be read.
   */
  private static boolean mayHideWrite(SqlStatement statement, List<Touch> touches) {
    return !statement.understood()
        && !statement.shape().startsWith("select ")
        && !isAnyWrite(touches);
  }

  private static boolean isAnyWrite(List<Touch> touches) {
    for (Touch touch : touches) {
      if (touch.operation().isWrite()) {
        return true;
      }
    }
    return false;
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

  @Override
  public List<Touch> lookups(Span span) {
    if (!DatabaseSpan.isSql(span) || DatabaseSpan.isBatch(span)) {
      return List.of();
    }
    SqlText text = text(span);
    return new SqlLookups(keyColumns, schema)
        .touches(span, text.statement(), new SqlExecution(span, text));
  }

  @Override
  public @Nullable List<Touch> effects(Span span) {
    return DatabaseSpan.isSql(span) ? new SqlEffects(keyColumns).touches(span, text(span)) : null;
  }

  @Override
  public boolean choosesSchemas(Span span) {
    return DatabaseSpan.isSql(span) && schemas.areChosen(DatabaseSpan.store(span));
  }

  @Override
  public RecordType inSchema(Span span, RecordType type) {
    return DatabaseSpan.isSql(span) ? schemas.known(span, type) : type;
  }

  @Override
  public List<Mutex> mutexes(Span span) {
    return takesMutexes && DatabaseSpan.isSql(span) ? SqlMutexes.of(span, text(span)) : List.of();
  }

  private SqlText text(Span span) {
    return read(span, DatabaseSpan.text(span));
  }

  private SqlText read(Span span, String text) {
    String system = DatabaseSpan.system(span);
    SqlDialect dialect = SqlDialect.of(system == null ? "" : system);
    Map<SqlDialect, SqlStatements> statements = read.get().statements;
    SqlStatements known = statements.get(dialect);
    if (known == null) {
      known = new SqlStatements(dialect, declined);
      statements.put(dialect, known);
    }
    return known.read(text);
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

  private void addTouches(
      Span span,
      Store store,
      SqlStatement statement,
      TableAccess access,
      SqlExecution execution,
      List<Touch> touches) {
    Operation operation = SqlTouch.operation(access.verb());
    if (operation == null) {
      return;
    }
    Read known = read.get();
    RecordType type = known.type(store, access.table());
    List<SortedMap<String, Operand>> rows =
        access.verb() == Verb.INSERT || access.verb() == Verb.UPSERT
            ? access.rows()
            : access.where();
    KeyKnowledge key = keyColumns.of(type);
    Set<String> columns = key == null ? Set.of() : key.columns();
    String stated = stated(span, statement, access);
    if (stated != null) {
      SortedMap<String, Operand> row = rows.size() == 1 ? rows.get(0) : new TreeMap<>();
      touches.add(
          new SqlTouch(span, access, execution, row, columns)
              .touch(operation, type, stated, KeySource.STATED, statement.shape()));
      return;
    }
    KeyGap gap = DatabaseSpan.isBatch(span) ? KeyGap.BATCH : gap(access, rows, columns, execution);
    if ((gap == KeyGap.NO_KEY_COLUMN || gap == KeyGap.MANY_ROWS)
        && hidesLookup(type, access, execution)) {
      gap = KeyGap.HIDDEN_LOOKUP;
    }
    if (gap != null) {
      if (gap == KeyGap.NO_PARAMETERS && rows.size() == 1 && columns.size() == 1) {
        touches.add(
            new SqlTouch(span, access, execution, rows.get(0), columns)
                .touch(operation, type, "?", KeySource.PARAMETER, statement.shape())
                .namingOneRow(gap));
      } else {
        blind(span, access, gap, statement, touches);
      }
      return;
    }
    Set<String> keys = rows.size() > 1 ? new HashSet<>() : Set.of();
    for (SortedMap<String, Operand> row : rows) {
      SqlTouch touch = new SqlTouch(known.shapes, span, access, execution, row, columns);
      String value = touch.key();
      // IN (1, 1) is one row.
      if (value != null && (rows.size() == 1 || keys.add(value))) {
        KeySource source = touch.isNamedByLiterals() ? KeySource.LITERAL : KeySource.PARAMETER;
        touches.add(touch.touch(operation, type, value, source, statement.shape()));
      }
    }
  }

  /** The key that an extension of the instrumentation derived for this table, if it did. */
  private static @Nullable String stated(Span span, SqlStatement statement, TableAccess access) {
    String type = span.attribute(STATED_TYPE);
    boolean stated =
        type != null
            && span.attribute("racetrace.access") == null
            && isSame(type, access.table())
            // Of two accesses of the table only one is to the stated row, and not known which.
            && statement.accesses().stream().filter(any -> isSame(type, any.table())).count() == 1;
    return stated ? span.attribute(STATED_KEY) : null;
  }

  private static boolean isSame(String type, String table) {
    return type.equals(table) || type.endsWith("." + table) || table.endsWith("." + type);
  }

  private static void blind(
      Span span, TableAccess access, KeyGap gap, SqlStatement statement, List<Touch> touches) {
    Operation operation = SqlTouch.operation(access.verb());
    if (operation != null) {
      RecordType type = new RecordType(DatabaseSpan.store(span), access.table());
      touches.add(Touch.blind(operation, type, gap, statement.shape()));
    }
  }

  /**
   * Whether a query asks what changes of other rows may answer otherwise, and does not show what.
   */
  private boolean hidesLookup(RecordType type, TableAccess access, SqlExecution execution) {
    if (access.verb() != Verb.SELECT || access.where().isEmpty() || !watched.isWatched(type)) {
      return false;
    }
    SortedMap<String, Operand> row = access.where().get(0);
    SortedSet<String> predicate = watched.of(type).asked().get(new TreeSet<>(row.keySet()));
    if (predicate == null) {
      return false;
    }
    for (String column : predicate) {
      Operand operand = row.get(column);
      if (operand != null
          && operand.isValue()
          && execution.value(access, column, operand) == null) {
        return true;
      }
    }
    return false;
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
    if (access.verb() == Verb.UPSERT
        && !access.conflict().isEmpty()
        && !access.conflict().containsAll(columns)) {
      // The row that is there may have another key than the one that was to be inserted.
      return KeyGap.NO_KEY_COLUMN;
    }
    boolean inserts = access.verb() == Verb.INSERT || access.verb() == Verb.UPSERT;
    for (SortedMap<String, Operand> row : rows) {
      for (String column : columns) {
        Operand operand = row.get(column);
        if (operand == null || !operand.isValue()) {
          return inserts ? KeyGap.KEY_MADE_BY_STORE : KeyGap.MANY_ROWS;
        }
        if (execution.value(access, column, operand) == null) {
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
