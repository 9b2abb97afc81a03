package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SchemaOptionsTest {

  @TempDir Path folder;
  private String spans = "";

  @BeforeEach
  void writeSpans() throws IOException {
    spans = file("spans.jsonl", SpanFile.clean());
  }

  @Test
  void files_are_read_in_their_order() throws IOException {
    String first = file("V1.sql", "create table book (id int, isbn text, primary key (id));");
    String second =
        file("V2.sql", "alter table book drop constraint book_pkey, add primary key (isbn);");

    assertThat(read("--schema", first, "--schema", second))
        .isEqualTo(new Schema(Map.of("book", new TreeSet<>(Set.of("isbn")))));
  }

  @Test
  void a_dialect_can_be_named() throws IOException {
    String ddl = file("ddl.sql", "create table \"BOOK\" (id int primary key)");

    assertThat(read("--schema", ddl).keys()).containsOnlyKeys("book");
    assertThat(read("--schema", ddl, "--schema-dialect", "PostgreSQL").keys())
        .containsOnlyKeys("BOOK");
  }

  @Test
  void what_is_not_understood_is_a_warning_and_the_analysis_goes_on() throws IOException {
    String ddl =
        file("ddl.sql", "create table a (id int primary key);\n\ncreate table (x);alter table ;");

    Run run = Run.of("analyze", spans, "--schema", ddl);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "racetrace: warning: "
                + ddl
                + ":3: not understood and passed over, like 1 more in this file"
                + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "select 1;", "create index i on t (a);", "{\"json\": true}"})
  void a_file_without_tables_is_refused(String text) throws IOException {
    String ddl = file("ddl.sql", text);

    Run run = Run.of("analyze", spans, "--schema", ddl);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--schema " + ddl + " defines no table");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--schema nowhere.sql | --schema nowhere.sql can't be read",
        "--schema-user ann | are for --schema jdbc:URL",
        "--schema jdbc:mysql://h/shop --schema-dialect mysql | --schema-dialect is for",
        "--schema x --schema-dialect cobol | 'cobol' is none of postgresql, mysql",
        "--schema jdbc:mysql://ann:s3cret@h/shop | no JDBC driver for jdbc:mysql; give its jar with"
            + " --schema-driver: Maven Central has it as com.mysql:mysql-connector-j",
        "--schema jdbc:strange:x | for jdbc:strange; give its jar with --schema-driver, as its",
        "--schema jdbc:mysql://h --schema-driver no.jar | --schema-driver no.jar can't be read",
        "--schema jdbc:mysql://h --schema-password-file none | --schema-password-file none can't",
      })
  void wrong_usage_exits_with_2_and_says_what_is_wrong(String arguments, String message) {
    Run run = Run.of(("analyze " + spans + " " + arguments).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("s3cret");
    AnalyzeCommandTest.assertNoStackTrace(run);
  }

  @Test
  void a_jar_without_a_driver_is_told() throws IOException {
    Run run = Run.of("analyze", spans, "--schema", "jdbc:h2:mem:x", "--schema-driver", emptyJar());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("no JDBC driver is in what --schema-driver names")
        .contains("com.h2database:h2");
  }

  @Test
  void a_database_that_does_not_answer_is_given_up() throws IOException {
    // It takes connections and says nothing.
    try (ServerSocket silent = new ServerSocket(0)) {
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/shop";
      JdbcSchema schema =
          new JdbcSchema(
              new JdbcDatabase("--schema", List.of(), "ann", "s3cret", Duration.ofMillis(50)));

      Assertions.assertThatThrownBy(() -> schema.keys(url))
          .isInstanceOf(IOException.class)
          .hasMessage("--schema " + url + " did not answer within 0 s");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:1/shop?user=ann&password=s3cret",
        "jdbc:postgresql://127.0.0.1:1/shop?password=s3cret&loginTimeout=nonsense",
        "jdbc:postgresql://ann:s3cret@127.0.0.1:1/shop",
        "jdbc:postgresql:::::s3cret@",
        "jdbc:postgresql://127.0.0.1:1/shop"
      })
  void a_password_is_never_printed(String url) throws IOException {
    String password = file("password", "s3cret\n");

    Run run =
        Run.of(
            "--stacktrace", "analyze", spans, "--schema", url, "--schema-password-file", password);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("racetrace: --schema jdbc:postgresql");
    assertThat(run.err() + run.out()).doesNotContain("s3cret");
  }

  private Schema read(String... arguments) throws IOException {
    Program program = new Program();
    new CommandLine(program).parseArgs(arguments);
    StringWriter err = new StringWriter();
    Schema schema = program.options.read(new PrintWriter(err), name -> null);
    assertThat(err.toString()).isEmpty();
    return schema;
  }

  private String emptyJar() throws IOException {
    Path jar = folder.resolve("empty.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.finish();
    }
    return jar.toString();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Command
  private static final class Program {
    @Mixin private SchemaOptions options = new SchemaOptions();
  }
}
