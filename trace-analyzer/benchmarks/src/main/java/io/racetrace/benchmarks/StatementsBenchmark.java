package io.racetrace.benchmarks;

import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.SqlParser;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.fullsql.FullSqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many statements are read in a second: those that were read before, and those that were not.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StatementsBenchmark {

  private static final int SHAPES = 500;
  private static final int MANY_SHAPES = 10_000;
  private static final int TEXTS = 1 << 15;

  private final SqlStatements statements = new SqlStatements(SqlDialect.POSTGRESQL);
  private final FullSqlParser full = new FullSqlParser();
  private List<String> shapes = List.of();
  private final String[] prepared = new String[TEXTS];
  private final char[][] characters = new char[TEXTS][];
  private final String[] withLiterals = new String[TEXTS];
  private final String[] ofManyShapes = new String[TEXTS];
  private int next;

  /** Makes the texts; the same ones in every run. */
  @Setup(Level.Trial)
  public void texts() {
    shapes = CorpusTexts.prepared(SHAPES);
    List<String> many = new ArrayList<>();
    for (int i = 0; i < MANY_SHAPES; i++) {
      many.add(shapes.get(i % SHAPES).replaceFirst("(?<=from |update |into )\\w+", "t" + i));
    }
    Random random = new Random(5);
    for (int i = 0; i < TEXTS; i++) {
      String text = shapes.get(random.nextInt(SHAPES));
      prepared[i] = text;
      characters[i] = text.toCharArray();
      withLiterals[i] = withLiterals(text, i);
      ofManyShapes[i] = many.get(random.nextInt(MANY_SHAPES));
    }
  }

  private static String withLiterals(String text, int seed) {
    StringBuilder filled = new StringBuilder();
    int value = seed;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '?') {
        filled.append(c);
      } else if (value++ % 2 == 0) {
        filled.append("'value ").append(value).append('\'');
      } else {
        filled.append(value * 7);
      }
    }
    return filled.toString();
  }

  private int next() {
    next = next + 1 & TEXTS - 1;
    return next;
  }

  /** Statements with bind parameters, whose texts the decoder gives as one object each. */
  @Benchmark
  public SqlText cachedSameObjects() {
    return statements.read(prepared[next()]);
  }

  /** The same, whose texts are a new object every time; making it counts. */
  @Benchmark
  public SqlText cachedNewObjects() {
    return statements.read(new String(characters[next()]));
  }

  /** Only what making these objects takes. */
  @Benchmark
  public String newObjectsAlone() {
    return new String(characters[next()]);
  }

  /** Statements whose values stand in their texts, each text another one. */
  @Benchmark
  public SqlText cachedWithLiterals() {
    return statements.read(withLiterals[next()]);
  }

  /** Statements of more shapes than are kept. */
  @Benchmark
  public SqlText cachedOfManyShapes() {
    return statements.read(ofManyShapes[next()]);
  }

  /** The core's parser, for texts that it never saw. */
  @Benchmark
  public SqlStatement notCached() {
    return SqlParser.parse(prepared[next()], SqlDialect.POSTGRESQL);
  }

  /** JSqlParser, with the thread that it is given. */
  @Benchmark
  public List<TableAccess> fullParser() {
    return full.tables(prepared[next()], SqlDialect.POSTGRESQL);
  }
}
