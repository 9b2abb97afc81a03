package io.racetrace.access.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.StatementCorpus.Case;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatementCorpusTest {

  private static final Pattern WHERE =
      Pattern.compile(" where (.*?)(?= set | compare | read | lock |$)");

  static Stream<String> files() {
    return StatementCorpus.FILES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_statement_does_what_its_dialects_manual_says(String file) throws IOException {
    SqlStatements statements = new SqlStatements(StatementCorpus.dialect(file));
    List<String> wrong = new ArrayList<>();
    for (Case one : StatementCorpus.read(file)) {
      assertThat(one.effects()).as(one.toString()).isNotEmpty();
      SqlText read = statements.read(one.text());
      List<String> found = StatementNotation.of(read.statement(), read.literals(), one.text());
      if (!agree(sorted(found), sorted(one.effects()))) {
        wrong.add(
            one
                + "\n  "
                + one.text().replace("\n", "\n  ")
                + "\n  expected "
                + String.join("\n           ", one.effects())
                + "\n  found    "
                + String.join("\n           ", found));
      }
    }
    assertThat(wrong)
        .as(wrong.size() + " of " + file + "\n" + String.join("\n\n", wrong))
        .isEmpty();
  }

  @Test
  void the_corpus_is_as_large_as_it_claims() throws IOException {
    int count = 0;
    for (String file : StatementCorpus.FILES.keySet()) {
      count += StatementCorpus.read(file).size();
    }
    assertThat(count).isGreaterThanOrEqualTo(900);
  }

  /** Of what is not read whole, less may be said than there is; never anything else. */
  private static boolean agree(List<String> found, List<String> expected) {
    return found.contains("unknown") && expected.contains("unknown")
        ? expected.containsAll(found)
        : found.equals(expected);
  }

  /** The order of accesses and of alternative rows says nothing. */
  private static List<String> sorted(List<String> lines) {
    return lines.stream().map(StatementCorpusTest::withSortedRows).sorted().toList();
  }

  private static String withSortedRows(String line) {
    Matcher where = WHERE.matcher(line);
    if (!where.find()) {
      return line;
    }
    String rows =
        Stream.of(where.group(1).split(" \\| ", -1)).sorted().collect(Collectors.joining(" | "));
    return line.substring(0, where.start(1)) + rows + line.substring(where.end(1));
  }
}
