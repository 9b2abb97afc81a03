package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.racetrace.report.OwnersJsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersCommandTest {

  @TempDir Path folder;
  private String racy = "";
  private String clean = "";

  @BeforeEach
  void writeSpans() throws IOException {
    racy = Files.writeString(folder.resolve("racy.jsonl"), SpanFile.racy()).toString();
    clean = Files.writeString(folder.resolve("clean.jsonl"), SpanFile.clean()).toString();
  }

  @Test
  void who_writes_what_is_told_with_how_often_behind_what_and_when() {
    Run run = Run.of("owners", racy);

    assertThat(run.out())
        .contains("1 record type, written by 2 services")
        .contains("2 writers")
        .containsPattern("order-service +update +POST /points +request +1 time")
        .containsPattern("referral-service +update +POST /points +request +1 time")
        .contains("2026-01-01T00:00:00Z  no guard");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void only_what_was_meant_is_told() {
    Run none = Run.of("owners", racy, "--record-type", "nothing", "--record-type", "user*");
    assertThat(none.err())
        .contains("no writer of nothing was seen; what is written is stated/users")
        .doesNotContain("user*");
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(Run.of("owners", racy, "--record-type", "nothing").out())
        .contains("No writer was seen");
    assertThat(Run.of("owners", racy, "--record-type", "*").out()).contains("2 writers");
    assertThat(Run.of("owners", racy, "--record-type", " ").exitCode()).isEqualTo(2);
  }

  @Test
  void a_writer_that_the_older_report_does_not_know_is_drift() {
    String old = report(clean);

    assertThat(Run.of("owners", racy, "--since-report", old).out())
        .contains("1 change since the report")
        .containsPattern("new-writer +referral-service  update  POST /points");
    assertThat(Run.of("owners", clean, "--since-report", old).out()).contains("No drift");
    assertThat(Run.of("owners", clean, "--since-report", report(racy)).out())
        .containsPattern("gone-writer +referral-service  update  POST /points");
  }

  @Test
  void the_json_keeps_its_schema_and_is_the_same_each_time() throws IOException {
    Run run = Run.of("owners", racy, "--since-report", report(clean), "--format", "json");

    assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
    assertThat(schema().validate(run.out().replace("\"update\"", "\"upset\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(run.out()).contains("\"kind\": \"new-writer\"", "\"conclusive\": true");
    assertThat(Run.of("owners", racy, "--since-report", report(clean), "--format", "json").out())
        .isEqualTo(run.out());
  }

  @Test
  void too_little_evidence_is_said_and_is_no_success() throws IOException {
    Path blind = Files.writeString(folder.resolve("blind.jsonl"), SpanFile.blind());
    Run run = Run.of("owners", blind.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("racetrace doctor");
  }

  @Test
  void who_writes_without_telling_the_row_is_a_writer_too() throws IOException {
    String spans = blindly("update orders set status = ? where id = ?");
    Run run = Run.of("owners", spans);
    Run json = Run.of("owners", spans, "--format", "json");

    assertThat(run.out())
        .contains("1 record type, written by 2 services")
        .contains("postgresql/shop/orders: 2 writers")
        .containsPattern("billing +no key +which rows, and from where, is not told +1 time")
        .containsPattern("order-service +update +PUT /orders/\\{id\\} +request +1 time");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(schema().validate(json.out(), InputFormat.JSON)).isEmpty();
    assertThat(json.out().replaceAll("\\s", ""))
        .contains(
            "\"writersWithoutKey\":[{\"recordType\":\"postgresql/shop/orders\","
                + "\"service\":\"billing\",\"writes\":1}]");
  }

  @Test
  void who_only_inserts_without_telling_the_row_is_a_writer_too() throws IOException {
    assertThat(Run.of("owners", blindly("insert into orders (id, status) values (?, ?)")).out())
        .contains("postgresql/shop/orders: 2 writers")
        .containsPattern("billing +no key .* 1 time");
  }

  @Test
  void writes_of_nobody_knows_what_are_told_whichever_type_was_meant() throws IOException {
    String spans = blindly("frobnicate orders");

    assertThat(Run.of("owners", spans, "--record-type", "orders").out())
        .contains("postgresql/shop/unknown: may be any record type")
        .containsPattern("billing +no key");
  }

  @Test
  void drift_says_that_it_can_not_compare_what_is_written_without_a_key() throws IOException {
    String spans = blindly("update orders set status = ? where id = ?");

    assertThat(Run.of("owners", spans, "--since-report", report(spans)).out())
        .contains("No drift since the report in writes with a key");
    assertThat(Run.of("owners", racy, "--since-report", report(racy)).out())
        .contains("No drift since the report\n");
  }

  @Test
  void a_report_that_can_not_be_compared_is_named_with_the_next_step() throws IOException {
    Path none = folder.resolve("none.json");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"a\": 1}");
    Path older = folder.resolve("older.json");
    String text = Files.readString(Path.of(report(racy)));
    Files.writeString(older, text.replace("\"writers\":", "\"others\":"));
    Path cut = Files.writeString(folder.resolve("cut.json"), text.substring(0, text.length() / 2));
    Path odd =
        Files.writeString(folder.resolve("odd.json"), text.replace("\"update\"", "\"upset\""));

    assertThat(failure(none)).contains("none.json is not there");
    assertThat(failure(other)).contains("other.json is no report of racetrace", "analyze");
    assertThat(failure(older)).contains("older.json does not tell who writes what", "analyze");
    assertThat(failure(cut)).contains("cut.json:");
    assertThat(failure(odd)).contains("odd.json:", "operation is none of read, insert");
  }

  /** A write by the owner, and a foreign one that does not tell its row. */
  private String blindly(String statement) throws IOException {
    return Files.writeString(
            folder.resolve("foreign.jsonl"),
            SpanFile.statements(
                List.of(
                    List.of("order-service", "update orders set status = 'PAID' where id = 42"),
                    List.of("billing", statement))))
        .toString();
  }

  private String failure(Path report) {
    Run run = Run.of("owners", racy, "--since-report", report.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ");
    return run.err();
  }

  private String report(String spans) {
    String out = spans.replace(".jsonl", ".json");
    Run.of("analyze", spans, "--format", "json", "--out", out);
    return out;
  }

  private static Schema schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            OwnersJsonWriter.class.getResourceAsStream("racetrace-owners.schema.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    }
  }
}
