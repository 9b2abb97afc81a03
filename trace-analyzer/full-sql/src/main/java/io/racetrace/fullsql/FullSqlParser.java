package io.racetrace.fullsql;

import io.racetrace.access.sql.DeclinedStatements;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.TableAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;

/**
 * Reads with JSqlParser what the core's parser does not read whole. No statement holds an analysis
 * up: long and deeply nested ones are not read at all, the others on a thread of their own that is
 * waited for a limited time, and when several took too long no further one is read.
 *
 * <p>For any number of threads at once.
 */
public final class FullSqlParser implements DeclinedStatements {

  static final int LONGEST_TEXT = 8192;
  static final int DEEPEST_NESTING = 8;
  static final int MOST_OVERRUNS = 3;
  private static final long STACK_BYTES = 4 << 20;

  private final Duration limit;
  private final AtomicInteger overruns = new AtomicInteger();

  /** A parser that waits for at most two seconds per statement. */
  public FullSqlParser() {
    this(Duration.ofSeconds(2));
  }

  FullSqlParser(Duration limit) {
    this.limit = limit;
  }

  @Override
  public List<TableAccess> tables(String text, SqlDialect dialect) {
    if (text.length() > LONGEST_TEXT || nesting(text) > DEEPEST_NESTING || gaveUp()) {
      return List.of();
    }
    CCJSqlParser parser = new CCJSqlParser(new StringProvider(text)).withAllowComplexParsing(false);
    FutureTask<List<TableAccess>> reading = new FutureTask<>(() -> read(parser));
    Thread thread = new Thread(null, reading, "full-sql", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return reading.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      overruns.incrementAndGet();
      parser.interrupted = true;
      return List.of();
    } catch (ExecutionException e) {
      // The parser failed in a way of its own; nothing is known of the statement.
      return List.of();
    } catch (InterruptedException e) {
      parser.interrupted = true;
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static List<TableAccess> read(CCJSqlParser parser) {
    Set<TableAccess> tables = new LinkedHashSet<>();
    try {
      for (Statement statement : parser.Statements()) {
        List<TableAccess> touched = TouchedTables.of(statement);
        if (touched.isEmpty()) {
          return List.of();
        }
        tables.addAll(touched);
      }
    } catch (ParseException | TokenMgrException | UnsupportedOperationException e) {
      // It can't read it either, or can't tell its tables.
      return List.of();
    }
    return new ArrayList<>(tables);
  }

  /** Whether too many statements took too long. */
  boolean gaveUp() {
    return overruns.get() >= MOST_OVERRUNS;
  }

  /** How deep brackets and CASE are nested: what such a parser may take exponentially long for. */
  static int nesting(String text) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '[' || c == '{' || text.startsWith(" case ", i)) {
        deepest = Math.max(deepest, ++depth);
      } else if (c == ')' || c == ']' || c == '}' || text.startsWith(" end ", i)) {
        depth--;
      }
    }
    return deepest;
  }
}
