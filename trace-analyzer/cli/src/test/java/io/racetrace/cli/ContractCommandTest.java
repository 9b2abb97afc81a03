package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCommandTest {

  private static final String ORDERS =
      """
      kind: DataContract
      servers: [{type: postgres, database: shop, schema: public}]
      schema:
        - name: orders
          customProperties:
            - {property: singleWriter, value: order-service}
            - property: writeExceptions
              value: [{service: back-fill, until: 2026-12-31, reason: OPS-412}]
      """;

  @TempDir Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private Run check(String contract, String... services) throws IOException {
    return check("text", contract, services);
  }

  private Run check(String format, String contract, String[] services) throws IOException {
    return Run.of(
        "contract",
        "check",
        file("spans.jsonl", SpanFile.updates(services)),
        "--contract",
        file("orders.yaml", contract),
        "--as-of",
        "2026-06-15",
        "--format",
        format);
  }

  @Test
  void each_format_tells_violations_with_their_line_and_what_is_excepted() throws IOException {
    String[] services = {"order-service", "billing", "back-fill"};

    Run json = check("json", ORDERS, services);
    Run junit = check("junit", ORDERS, services);
    Run github = check("github", ORDERS, services);

    JsonSchemas.assertKept("racetrace-contract-check.schema.json", json.out());
    assertThat(json.out())
        .contains("\"status\" : \"BROKEN\"", "\"judgedAsOf\" : \"2026-06-15\"")
        .containsPattern("\"services\" : \\[ \"billing\".*\\s+\"file\" : .*\\s+\"line\" : 6")
        .containsPattern("\"service\" : \"back-fill\",\\s+\"writes\" : 1,");
    assertThat(junit.out())
        .contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"")
        .contains("name=\"ownership-conflict on postgresql/shop/orders ");
    assertThat(github.out().lines())
        .hasSize(2)
        .anyMatch(
            line -> line.matches("::error file=.*orders.yaml,line=6,title=ownership-conflict .*"))
        .anyMatch(line -> line.matches("::notice file=.*,line=8,.*until 2026-12-31, OPS-412"));
    assertThat(List.of(json.exitCode(), junit.exitCode(), github.exitCode())).containsOnly(1);
  }

  @Test
  void each_format_tells_what_no_contract_speaks_of_and_what_was_not_seen() throws IOException {
    String contract = ORDERS.replace("name: orders", "name: invoices");
    String[] services = {"order-service"};

    Run json = check("json", contract, services);
    Run junit = check("junit", contract, services);

    JsonSchemas.assertKept("racetrace-contract-check.schema.json", json.out());
    assertThat(json.out())
        .contains("\"status\" : \"INCONCLUSIVE\"")
        .containsPattern("\"writes\" : \\{\\s+\"order-service\" : 1")
        .containsPattern("\"table\" : \"invoices\",\\s+\"file\" : .*\\s+\"line\" : 4");
    assertThat(junit.out())
        .contains("failures=\"0\" errors=\"1\" skipped=\"2\"")
        .contains("is in no contract", "invoices is not seen to be written");
    assertThat(json.exitCode()).isEqualTo(3);
  }

  @Test
  void a_foreign_writer_breaks_the_contract() throws IOException {
    Run run = check(ORDERS, "order-service", "billing");

    assertThat(run.out())
        .contains("ownership-conflict  PROVEN")
        .contains("billing writes orders, which order-service owns by contract")
        .contains("orders.yaml:6, owned by order-service")
        .contains("BROKEN: tables seen 1 of 1, violations 1, judged as of 2026-06-15");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void the_owner_and_an_exception_that_lasts_keep_it() throws IOException {
    Run run = check(ORDERS, "order-service", "back-fill", "order-service");

    assertThat(run.out())
        .contains("back-fill (once) until 2026-12-31, OPS-412")
        .contains("KEPT: tables seen 1 of 1, violations 0");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void an_exception_that_has_ended_breaks_it_and_is_named() throws IOException {
    Run run = check(ORDERS.replace("2026-12-31", "2026-06-14"), "order-service", "back-fill");

    assertThat(run.out()).contains("its exception ended on 2026-06-14 (OPS-412)");
    assertThat(run.err()).contains("orders.yaml:8:1: the exception of back-fill for orders ended");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void a_table_in_no_contract_and_one_that_was_not_seen_are_told() throws IOException {
    Run run = check(ORDERS.replace("name: orders", "name: invoices"), "order-service");

    assertThat(run.out())
        .contains("Written, and in no contract:\n  postgresql/shop/orders  by order-service (once)")
        .contains("In a contract, and not seen to be written:\n  invoices  ")
        .contains("INCONCLUSIVE: tables seen 0 of 1");
    assertThat(run.exitCode()).isEqualTo(3);
  }

  @Test
  void a_write_whose_record_nobody_knows_breaks_it_too_and_is_not_enough_to_keep_it()
      throws IOException {
    String spans = file("blind.jsonl", SpanFile.blind());
    String stock = ORDERS.replace("name: orders", "name: stock");
    String owned = file("owned.yaml", stock.replace("order-service", "stock-service"));
    String foreign = file("foreign.yaml", stock);

    Run kept = Run.of("contract", "check", spans, "--contract", owned);
    Run broken = Run.of("contract", "check", spans, "--contract", foreign);

    assertThat(kept.out()).contains("INCONCLUSIVE: tables seen 1 of 1, violations 0");
    assertThat(kept.exitCode()).isEqualTo(3);
    assertThat(broken.out()).contains("stock-service writes stock, which order-service owns");
    assertThat(broken.exitCode()).isEqualTo(1);
  }

  @Test
  void whoever_writes_without_telling_the_row_is_no_less_a_writer_of_the_draft()
      throws IOException {
    Run run =
        infer(List.of(OWNED, List.of("billing", "update orders set status = ? where id = ?")));

    assertThat(run.out()).contains("decide    postgresql/shop/orders: several services write it");
    assertThat(draft())
        .contains("writersSeen", "- billing", "- order-service")
        .doesNotContain("singleWriter\n", "concurrencyControl");
  }

  @Test
  void a_table_of_which_no_row_is_told_is_in_the_draft() throws IOException {
    infer(List.of(List.of("billing", "update invoices set status = ? where id = ?")));

    assertThat(draft()).contains("name: invoices", "value: billing");
  }

  @Test
  void whoever_only_inserts_without_telling_the_row_is_in_the_draft_and_in_no_contract()
      throws IOException {
    List<String> insert = List.of("billing", "insert into invoices (id) values (?)");
    infer(List.of(OWNED, insert));
    Run checked =
        Run.of(
            "contract",
            "check",
            file("spans.jsonl", SpanFile.statements(List.of(OWNED, insert))),
            "--contract",
            file("orders.yaml", ORDERS));

    assertThat(draft()).contains("name: invoices", "value: billing");
    assertThat(checked.out())
        .contains("Written, and in no contract:\n  postgresql/shop/invoices  by billing (once)");
  }

  @Test
  void what_every_change_is_behind_is_not_said_where_some_changes_do_not_tell() throws IOException {
    String atomic = "update stock set quantity = quantity - 1 where id = 7";
    infer(List.of(List.of("stock-service", atomic)));
    assertThat(draft()).contains("atomicSql");

    infer(
        List.of(
            List.of("stock-service", atomic),
            List.of("stock-service", "update stock set quantity = ? where id = ?")));
    assertThat(draft()).contains("value: stock-service").doesNotContain("concurrencyControl");
  }

  @Test
  void writes_of_nobody_knows_what_are_said_beside_the_draft_and_in_it() throws IOException {
    List<List<String>> statements = new ArrayList<>(Collections.nCopies(40, OWNED));
    statements.add(List.of("billing", "frobnicate orders"));
    Run run = infer(statements);

    assertThat(run.out())
        .contains(
            "not told  postgresql/shop/unknown: billing wrote what no span names; it may be any of"
                + " these tables");
    assertThat(draft()).contains("billing also wrote what no span");
    assertThat(run.exitCode()).isEqualTo(3);
  }

  private static final List<String> OWNED =
      List.of("order-service", "update orders set status = 'PAID' where id = 42");

  private Run infer(List<List<String>> statements) throws IOException {
    String spans = file("spans.jsonl", SpanFile.statements(statements));
    return Run.of(
        "contract", "infer", spans, "--out", folder.resolve("draft").toString(), "--force");
  }

  private String draft() throws IOException {
    return Files.readString(folder.resolve("draft").resolve("postgresql-shop.yaml"));
  }

  @Test
  void a_day_that_is_none_is_told() throws IOException {
    Run run = Run.of("contract", "lint", file("orders.yaml", ORDERS), "--as-of", "monday");

    assertThat(run.err()).contains("'monday' is no day such as 2026-12-31");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_contract_that_can_not_be_used_ends_the_run() throws IOException {
    Run run = check(ORDERS.replace("singleWriter", "singelWriter"), "billing");

    assertThat(run.err())
        .contains("orders.yaml:6:20: 'singelWriter' is not known: did you mean 'singleWriter'?");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_check_without_a_contract_is_wrong_usage() throws IOException {
    Run run = Run.of("contract", "check", file("spans.jsonl", SpanFile.updates("billing")));

    assertThat(run.err()).contains("no contract to check by");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void analyze_and_check_judge_by_contracts() throws IOException {
    String spans = file("spans.jsonl", SpanFile.updates("billing"));
    String contract = file("orders.yaml", ORDERS);
    String races = file("races.yaml", "assertions:\n  - no-race: {on: orders}\n");

    Run without = Run.of("analyze", spans);
    Run analyzed = Run.of("analyze", spans, "--contract", contract, "--format", "sarif");
    Run checked = Run.of("check", spans, "--contract", contract, "--assertions", races);

    assertThat(without.exitCode()).isZero();
    assertThat(analyzed.exitCode()).isEqualTo(1);
    assertThat(analyzed.out().replaceAll("\\s", ""))
        .containsPattern("orders.yaml\"\\},\"region\":\\{\"startLine\":6\\}");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).contains("FAILS         no race on orders");
  }

  @Test
  void lint_tells_each_fault_in_a_line_and_how_many_there_are() throws IOException {
    String contract =
        file(
            "orders.yaml",
            ORDERS.replace("2026-12-31", "2026-06-14").replace(", reason: OPS-412", ""));

    Run run = Run.of("contract", "lint", contract, "--as-of", "2026-06-15");

    assertThat(run.out())
        .contains("orders.yaml:8:17: nobody says why back-fill may write")
        .contains("orders.yaml:8:1: the exception of back-fill for orders ended on 2026-06-14")
        .contains("2 faults in 1 contract, tables: 1, judged as of 2026-06-15");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void lint_passes_what_is_right() throws IOException {
    file("orders.yaml", ORDERS);

    Run run = Run.of("contract", "lint", folder.toString(), "--as-of", "2026-06-15");

    assertThat(run.out()).startsWith("0 faults in 1 contract");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void lint_tells_services_that_nobody_knows() throws IOException {
    String contract = file("orders.yaml", ORDERS);
    String spans = file("spans.jsonl", SpanFile.updates("orders-service"));
    Path report = folder.resolve("report.json");
    Run.of("analyze", spans, "--format", "json", "--out", report.toString());

    Run named =
        Run.of(
            "contract",
            "lint",
            contract,
            "--services",
            "order-service,back-fill",
            "--as-of",
            "2026-06-15");
    Run seen =
        Run.of(
            "contract", "lint", contract, "--report", report.toString(), "--as-of", "2026-06-15");

    assertThat(named.exitCode()).isZero();
    assertThat(seen.out())
        .contains(
            "orders.yaml:6:1: no service 'order-service' is known; the nearest is"
                + " 'orders-service'");
    assertThat(seen.exitCode()).isEqualTo(1);
  }

  @Test
  void lint_of_a_report_that_is_none_did_not_complete() throws IOException {
    Run run =
        Run.of("contract", "lint", file("orders.yaml", ORDERS), "--report", file("r.json", "{}"));

    assertThat(run.err()).contains("is no report of racetrace in JSON");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
