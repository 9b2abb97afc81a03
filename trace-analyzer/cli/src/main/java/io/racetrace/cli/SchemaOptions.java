package io.racetrace.cli;

import io.racetrace.access.Schema;
import io.racetrace.access.sql.SchemaReader;
import io.racetrace.access.sql.SqlDialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where to learn which columns are the keys of tables. Secrets need not be on the command line. */
final class SchemaOptions {

  private static final String VARIABLE = "RACETRACE_SCHEMA_PASSWORD";
  private static final long LARGEST = 64L << 20;

  @Option(
      names = "--schema",
      paramLabel = "FILE|jdbc:URL",
      description =
          "Read tables' keys from this DDL (a dump without data, migrations in their order) or"
              + " once from a database; can be given again. Without it keys are learned from spans.")
  private List<String> schemas = new ArrayList<>();

  @Option(
      names = "--schema-dialect",
      paramLabel = "NAME",
      converter = Dialect.class,
      description =
          "What the DDL is written in: postgresql, mysql, sqlserver, oracle, sqlite, h2 or other;"
              + " guessed from each file if nothing is said.")
  private @Nullable SqlDialect dialect;

  @Option(
      names = "--schema-driver",
      paramLabel = "JAR",
      description = "The JDBC driver of the database, and what it needs; can be given again.")
  private List<Path> drivers = new ArrayList<>();

  @Option(
      names = "--schema-user",
      paramLabel = "NAME",
      description = "Ask the database as this user; one that may only read is enough.")
  private @Nullable String user;

  @Option(
      names = "--schema-password-file",
      paramLabel = "FILE",
      description =
          "The user's password is in this file; without it, in the environment as"
              + " RACETRACE_SCHEMA_PASSWORD, if there is one.")
  private @Nullable Path passwordFile;

  /**
   * Reads what was named.
   *
   * @param err where to tell of definitions that are not understood
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IOException if something can't be read or has no tables
   */
  Schema read(PrintWriter err, UnaryOperator<@Nullable String> environment) throws IOException {
    List<String> databases = schemas.stream().filter(SchemaOptions::isDatabase).toList();
    boolean forDatabase = !drivers.isEmpty() || user != null || passwordFile != null;
    if (databases.isEmpty() && forDatabase) {
      throw new IllegalArgumentException(
          "--schema-driver, --schema-user and --schema-password-file are for --schema jdbc:URL");
    }
    if (dialect != null && databases.size() == schemas.size()) {
      throw new IllegalArgumentException("--schema-dialect is for --schema FILE");
    }
    SchemaReader reader = new SchemaReader();
    for (String name : schemas) {
      if (!isDatabase(name)) {
        read(Path.of(name), reader, err);
      }
    }
    Map<String, SortedSet<String>> keys = new HashMap<>(reader.keys());
    Map<String, Set<SortedSet<String>>> uniques = new HashMap<>(reader.uniques());
    for (String url : databases) {
      Schema shown = new JdbcSchema(drivers, user, password(environment)).schema(url);
      // Where two sources disagree, either may be about another database.
      shown
          .keys()
          .forEach(
              (table, columns) ->
                  keys.merge(table, columns, (a, b) -> a.equals(b) ? a : new TreeSet<>()));
      shown.uniques().forEach((table, sets) -> uniques.merge(table, sets, SchemaOptions::common));
    }
    return new Schema(keys, uniques);
  }

  private static Set<SortedSet<String>> common(
      Set<SortedSet<String>> one, Set<SortedSet<String>> other) {
    Set<SortedSet<String>> common = new HashSet<>(one);
    common.retainAll(other);
    return common;
  }

  private static boolean isDatabase(String name) {
    return name.regionMatches(true, 0, "jdbc:", 0, 5);
  }

  private void read(Path file, SchemaReader reader, PrintWriter err) throws IOException {
    String text = text("--schema", file);
    SqlDialect written = dialect == null ? SchemaReader.guess(text) : dialect;
    int before = reader.changes();
    List<Integer> passedOver = reader.read(text, written);
    if (reader.changes() == before) {
      throw new IOException("--schema " + file + " defines no table");
    }
    if (!passedOver.isEmpty()) {
      err.println(
          "racetrace: warning: "
              + file
              + ":"
              + passedOver.get(0)
              + ": not understood and passed over"
              + (passedOver.size() == 1
                  ? ""
                  : ", like " + (passedOver.size() - 1) + " more in this file"));
      err.flush();
    }
  }

  private @Nullable String password(UnaryOperator<@Nullable String> environment)
      throws IOException {
    return passwordFile == null
        ? environment.apply(VARIABLE)
        : text("--schema-password-file", passwordFile).strip();
  }

  private static String text(String option, Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(option + " " + file + " can't be read; check the name");
    }
    if (Files.size(file) > LARGEST) {
      throw new IOException(option + " " + file + " is larger than 64 MiB; dump it without data");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(option + " " + file + " does not hold text in UTF-8", e);
    }
  }

  /** The name of a dialect. */
  static final class Dialect implements ITypeConverter<SqlDialect> {

    @Override
    public SqlDialect convert(String text) {
      for (SqlDialect dialect : SqlDialect.values()) {
        if (dialect.name().equalsIgnoreCase(text)) {
          return dialect;
        }
      }
      if (text.equalsIgnoreCase("mariadb")) {
        return SqlDialect.MYSQL;
      }
      throw new TypeConversionException(
          "'" + text + "' is none of postgresql, mysql, sqlserver, oracle, sqlite, h2, other");
    }
  }
}
