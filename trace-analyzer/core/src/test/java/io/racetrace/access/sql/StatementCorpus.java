package io.racetrace.access.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The statements of the corpus, and what each of them does. */
final class StatementCorpus {

  static final Map<String, SqlDialect> FILES =
      new TreeMap<>(
          Map.of(
              "postgresql.txt", SqlDialect.POSTGRESQL,
              "mysql.txt", SqlDialect.MYSQL,
              "sqlserver.txt", SqlDialect.SQLSERVER,
              "oracle.txt", SqlDialect.ORACLE,
              "sqlite.txt", SqlDialect.SQLITE,
              "h2.txt", SqlDialect.H2));

  /**
   * @param line where the case begins in its file
   * @param effects what it does, sorted
   */
  record Case(String file, int line, String text, List<String> effects) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  private StatementCorpus() {}

  static List<Case> all() throws IOException {
    List<Case> all = new ArrayList<>();
    for (String file : FILES.keySet()) {
      all.addAll(read(file));
    }
    return all;
  }

  static SqlDialect dialect(Case one) {
    return dialect(one.file());
  }

  static SqlDialect dialect(String file) {
    return Objects.requireNonNull(FILES.get(file));
  }

  static List<Case> read(String file) throws IOException {
    List<Case> cases = new ArrayList<>();
    List<String> statement = new ArrayList<>();
    List<String> effects = new ArrayList<>();
    int line = 0;
    int begin = 0;
    for (String text : lines(file)) {
      line++;
      if (text.isBlank()) {
        add(cases, file, begin, statement, effects);
      } else if (text.startsWith("=> ")) {
        effects.add(text.substring(3).strip());
      } else if (!(statement.isEmpty() && text.startsWith("# "))) {
        begin = statement.isEmpty() ? line : begin;
        statement.add(text);
      }
    }
    add(cases, file, begin, statement, effects);
    return cases;
  }

  private static void add(
      List<Case> cases, String file, int line, List<String> statement, List<String> effects) {
    if (!statement.isEmpty()) {
      effects.sort(null);
      cases.add(new Case(file, line, String.join("\n", statement), List.copyOf(effects)));
    }
    statement.clear();
    effects.clear();
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StatementCorpus.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
