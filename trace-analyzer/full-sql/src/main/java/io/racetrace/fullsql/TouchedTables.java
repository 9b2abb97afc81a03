package io.racetrace.fullsql;

import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.merge.Merge;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.truncate.Truncate;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.upsert.Upsert;
import net.sf.jsqlparser.util.TablesNamesFinder;
import org.jspecify.annotations.Nullable;

/** Collects the tables of one statement, and which of them it changes. */
final class TouchedTables extends TablesNamesFinder<Object> {

  private record Target(Verb verb, String name) {}

  private final List<Target> targets = new ArrayList<>();
  private final Map<String, String> byAlias = new HashMap<>();

  private TouchedTables() {}

  /** The tables that the statement touches; none if it is of a kind that hides some of them. */
  static List<TableAccess> of(Statement statement) {
    boolean tells =
        statement instanceof Select
            || statement instanceof Insert
            || statement instanceof Update
            || statement instanceof Delete
            || statement instanceof Merge
            || statement instanceof Upsert
            || statement instanceof Truncate;
    return tells ? new TouchedTables().collect(statement) : List.of();
  }

  private List<TableAccess> collect(Statement statement) {
    SortedSet<String> read = new TreeSet<>(getTables(statement));
    List<TableAccess> touched = new ArrayList<>();
    for (Target target : targets) {
      // UPDATE o SET ... FROM orders o
      String table = byAlias.getOrDefault(target.name(), target.name());
      boolean known = read.remove(table);
      read.remove(target.name());
      if (!known && touched.stream().noneMatch(one -> one.table().equals(plain(table)))) {
        // It changes what a name in the statement stands for.
        return List.of();
      }
      touched.add(TableAccess.bare(target.verb(), plain(table)));
    }
    read.forEach(table -> touched.add(TableAccess.bare(Verb.SELECT, plain(table))));
    return touched;
  }

  /** The name without quotes, as the core writes it. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' && quoted && i + 1 < name.length() && name.charAt(i + 1) == '"') {
        plain.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private void target(Verb verb, @Nullable Table table) {
    if (table != null) {
      targets.add(new Target(verb, extractTableName(table)));
    }
  }

  @Override
  public <S> Object visit(Table table, S context) {
    if (table.getAlias() != null) {
      byAlias.put(table.getAlias().getName(), extractTableName(table));
    }
    return super.visit(table, context);
  }

  @Override
  public <S> Object visit(WithItem<?> item, S context) {
    // WITH q AS (SELECT ... FROM jobs) UPDATE q SET ... changes jobs.
    if (item.getParenthesedStatement() instanceof ParenthesedSelect query
        && query.getSelect() instanceof PlainSelect select
        && select.getFromItem() instanceof Table table
        && select.getJoins() == null) {
      byAlias.put(item.getAliasName(), extractTableName(table));
    }
    return super.visit(item, context);
  }

  @Override
  public <S> Object visit(Insert insert, S context) {
    boolean upsert =
        insert.getConflictAction() != null && insert.getConflictTarget() != null
            || insert.getDuplicateAction() != null;
    target(upsert ? Verb.UPSERT : Verb.INSERT, insert.getTable());
    return super.visit(insert, context);
  }

  @Override
  public <S> Object visit(Update update, S context) {
    target(Verb.UPDATE, update.getTable());
    return super.visit(update, context);
  }

  @Override
  public <S> Object visit(Delete delete, S context) {
    List<Table> several = delete.getTables();
    if (several == null || several.isEmpty()) {
      target(Verb.DELETE, delete.getTable());
    } else {
      several.forEach(table -> target(Verb.DELETE, table));
    }
    return super.visit(delete, context);
  }

  @Override
  public <S> Object visit(Merge merge, S context) {
    target(Verb.MERGE, merge.getTable());
    return super.visit(merge, context);
  }

  @Override
  public <S> Object visit(Upsert upsert, S context) {
    target(Verb.UPSERT, upsert.getTable());
    return super.visit(upsert, context);
  }

  @Override
  public <S> Object visit(Truncate truncate, S context) {
    List<Table> several = truncate.getTables();
    if (several == null || several.isEmpty()) {
      target(Verb.TRUNCATE, truncate.getTable());
    } else {
      several.forEach(table -> target(Verb.TRUNCATE, table));
    }
    return super.visit(truncate, context);
  }
}
