package io.racetrace.access;

import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlParser;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatement.Verb;
import io.racetrace.trace.Span;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accesses from the spans of SQL clients: the statement's text joined to its bind parameters. */
public final class SqlAccessExtractor implements AccessExtractor {

  static final String CAPTURE_PARAMETERS =
      "add -Dotel.javaagent.extensions=racetrace-agent-extension.jar to the Java agent, or record bind"
          + " parameters: otel.instrumentation.jdbc.experimental.capture-query-parameters=true";
  private static final String STATE_IT = "state the access with racetrace.* attributes";
  private static final String PARAMETER = "db.query.parameter.";
  private static final int CACHED_STATEMENTS = 4096;
  private static final int LONGEST_CACHED = 10_000;

  private final KeyColumns keyColumns = new KeyColumns();
  private final Map<String, SqlStatement> statements =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SqlStatement> eldest) {
          return size() > CACHED_STATEMENTS;
        }
      };

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute);
  }

  @Override
  public void learn(Span span) {
    if (DatabaseSpan.isSql(span)) {
      keyColumns.learn(statement(DatabaseSpan.text(span)));
    }
  }

  @Override
  public List<Touch> extract(Span span) {
    if (!DatabaseSpan.isSql(span)) {
      return List.of();
    }
    SqlStatement statement = statement(DatabaseSpan.text(span));
    Operation operation = operation(statement, span);
    if (operation == null) {
      return List.of();
    }
    RecordType type = new RecordType(DatabaseSpan.store(span), table(statement, span));
    Map<Integer, String> parameters = parameters(span);
    boolean parametersFit = parametersFit(statement, parameters);
    String told = span.attribute("racetrace.record.key");
    String key =
        told != null
            ? told
            : keyColumns.key(statement, parametersFit ? parameters : Map.of(), span);
    if (key == null || !statement.understood() || DatabaseSpan.isBatch(span)) {
      boolean opensWithParameters =
          statement.understood() && parameters.isEmpty() && statement.placeholders() > 0;
      return List.of(
          Touch.blind(
              operation,
              type,
              opensWithParameters ? CAPTURE_PARAMETERS : STATE_IT,
              statement.shape()));
    }
    return List.of(touch(operation, type, key, statement, parameters, span));
  }

  private SqlStatement statement(String text) {
    if (text.length() > LONGEST_CACHED) {
      return SqlParser.parse(text);
    }
    return statements.computeIfAbsent(text, SqlParser::parse);
  }

  private static @Nullable Operation operation(SqlStatement statement, Span span) {
    return switch (statement.verb()) {
      case SELECT -> Operation.READ;
      case INSERT -> statement.assignments().isEmpty() ? Operation.INSERT : Operation.UPDATE;
      case UPDATE -> Operation.UPDATE;
      case DELETE -> Operation.DELETE;
      case UNKNOWN -> Operation.UPDATE;
      case NONE -> byName(DatabaseSpan.operation(span));
    };
  }

  /** For spans without a statement, by the operation that the instrumentation names. */
  private static @Nullable Operation byName(String name) {
    return switch (name) {
      case "INSERT" -> Operation.INSERT;
      case "UPDATE" -> Operation.UPDATE;
      case "DELETE" -> Operation.DELETE;
      default -> null;
    };
  }

  private static String table(SqlStatement statement, Span span) {
    if (statement.table() != null) {
      return statement.table();
    }
    String table = span.firstAttribute("db.collection.name", "db.sql.table");
    return table == null ? "unknown" : table;
  }

  private static Map<Integer, String> parameters(Span span) {
    Map<Integer, String> parameters = new HashMap<>();
    for (Map.Entry<String, String> attribute : span.attributes().entrySet()) {
      if (attribute.getKey().startsWith(PARAMETER)) {
        String index = attribute.getKey().substring(PARAMETER.length());
        if (index.length() <= 6 && index.chars().allMatch(Character::isDigit)) {
          parameters.put(Integer.valueOf(index), attribute.getValue());
        }
      }
    }
    return parameters;
  }

  /**
   * A sanitiser that turned literals into question marks shifts the positions. A NULL leaves a gap
   * in the numbering, so only the last position can tell.
   */
  private static boolean parametersFit(SqlStatement statement, Map<Integer, String> parameters) {
    return statement.placeholders() == 0 || parameters.containsKey(statement.placeholders() - 1);
  }

  private static Touch touch(
      Operation operation,
      RecordType type,
      String key,
      SqlStatement statement,
      Map<Integer, String> parameters,
      Span span) {
    Set<String> absolute = new TreeSet<>();
    Set<String> relative = new TreeSet<>();
    Version base = Version.notRecorded();
    Version left = Version.notRecorded();
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    for (Map.Entry<String, Operand> equality : statement.equalities().entrySet()) {
      String column = equality.getKey();
      boolean checked =
          statement.verb() != Verb.INSERT
              && (statement.assignments().containsKey(column) || Columns.isVersion(column));
      if (checked && operation.isWrite()) {
        guards.add(Guard.VERSION_PREDICATE);
      }
      if (checked && Columns.isVersion(column)) {
        String told = span.attribute("racetrace.version.read");
        base = version(told != null ? told : equality.getValue().value(parameters::get));
      }
    }
    for (String column : statement.compared()) {
      // "AND stock > 0", "AND version < ?": the row is only hit while it is as expected.
      if (operation.isWrite()
          && (statement.assignments().containsKey(column) || Columns.isVersion(column))) {
        guards.add(Guard.VERSION_PREDICATE);
      }
    }
    for (Map.Entry<String, Operand> assignment : statement.assignments().entrySet()) {
      String column = assignment.getKey();
      Operand operand = assignment.getValue();
      if (Columns.isVersion(column)) {
        String told = span.attribute("racetrace.version.written");
        left = told != null ? version(told) : versionLeft(operand, base, parameters);
      }
      boolean fromTheRowOrTheStore =
          operand instanceof Operand.Relative
              || operand instanceof Operand.SelfReference
              || operand instanceof Operand.StoreClock;
      (fromTheRowOrTheStore ? relative : absolute).add(column);
    }
    if (statement.locksRows()) {
      guards.add(Guard.ROW_LOCK);
    }
    Columns columns = new Columns(absolute, relative, measured(absolute, relative));
    if (columns.isRelative()) {
      guards.add(Guard.ATOMIC_STATEMENT);
    }
    return new Touch(
        operation,
        type,
        key,
        "",
        columns,
        guards,
        new Snapshot(base, null),
        new Snapshot(left, columns.isRelative() ? null : assigned(columns, statement, parameters)),
        columns.isRelative() ? Snapshot.amount(assigned(columns, statement, parameters)) : null,
        null,
        statement.shape(),
        false);
  }

  private static @Nullable String measured(Set<String> absolute, Set<String> relative) {
    SortedSet<String> contested = new Columns(absolute, relative, null).contested();
    return contested.size() == 1 ? contested.first() : null;
  }

  private static @Nullable String assigned(
      Columns columns, SqlStatement statement, Map<Integer, String> parameters) {
    Operand operand =
        columns.measured() == null ? null : statement.assignments().get(columns.measured());
    return operand == null ? null : operand.value(parameters::get);
  }

  private static Version version(@Nullable String text) {
    return text == null ? Version.notRecorded() : Version.of(text);
  }

  private static Version versionLeft(
      Operand operand, Version base, Map<Integer, String> parameters) {
    String value = operand.value(parameters::get);
    if (operand instanceof Operand.Relative) {
      return base.number().isPresent() && "1".equals(value)
          ? Version.of(Long.toString(base.number().getAsLong() + 1))
          : Version.notRecorded();
    }
    return version(value);
  }
}
