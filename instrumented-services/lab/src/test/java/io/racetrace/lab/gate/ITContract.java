package io.racetrace.lab.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.cli.RacetraceCommandLine;
import io.racetrace.lab.LabProcess;
import io.racetrace.lab.gate.Tools.Said;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Contracts from a run of the lab: inferred, linted by others, decided by a person, checked. */
@Tag("once")
class ITContract {

  @TempDir private static Path directory = Path.of("");

  private static Path spans = Path.of("");

  @BeforeAll
  static void run_two_services_that_write_one_table() throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(directory, "loyalty-points", "--form=racy", "--load=60", "--records=3");
    assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
    spans = lab.out().resolve("spans.jsonl");
  }

  @Test
  void what_a_person_decided_is_held_against_who_writes() throws IOException {
    Path folder = directory.resolve("ownership");
    Said inferred = racetrace("contract", "infer", spans, "--out", folder);
    assertThat(inferred.exitCode()).as(inferred.text()).isZero();
    assertThat(inferred.text()).contains("decide    postgresql/loyalty_racy/loyalty_account");
    Path contract = only(folder);

    // Nobody decided yet, and that is said.
    Said undecided = racetrace("contract", "lint", folder);
    assertThat(undecided.exitCode()).isEqualTo(1);
    assertThat(undecided.text()).contains("nobody is said to write loyalty_account");

    decide(contract, "order-service");
    assertThat(racetrace("contract", "lint", folder).exitCode()).isZero();
    Said foreign = racetrace("contract", "check", spans, "--contract", folder);
    assertThat(foreign.exitCode()).as(foreign.text()).isEqualTo(1);
    assertThat(foreign.text()).contains("referral-service").contains(contract.getFileName() + ":");

    decide(contract, "[order-service, referral-service]");
    Said together = racetrace("contract", "check", spans, "--contract", folder);
    assertThat(together.exitCode()).as(together.text()).isZero();
  }

  @Test
  void the_stock_linter_takes_what_was_inferred_also_of_hostile_names()
      throws IOException, InterruptedException {
    Tools linter = Tools.contractLint();
    Path hostile = Files.writeString(directory.resolve("hostile.jsonl"), hostile());
    for (Path input : List.of(spans, hostile)) {
      Path folder = directory.resolve("of-" + input.getFileName());
      Said inferred = racetrace("contract", "infer", input, "--out", folder);
      assertThat(inferred.text()).contains("wrote     ");
      Path contract = only(folder);
      Said judged = linter.run("datacontract", "lint", contract);
      assertThat(judged.exitCode()).as(judged.text() + Files.readString(contract)).isZero();

      Path broken = directory.resolve("broken.yaml");
      Files.writeString(broken, Files.readString(contract).replace("kind: Data", "kind: Date"));
      assertThat(linter.run("datacontract", "lint", broken).exitCode()).isNotZero();
    }
    assertThat(only(directory.resolve("of-hostile.jsonl")).getFileName())
        .hasToString("postgresql-shop-etc-1.yaml");
  }

  @Test
  void what_is_there_is_not_overwritten() throws IOException {
    Path folder = directory.resolve("twice");
    racetrace("contract", "infer", spans, "--out", folder);
    decide(only(folder), "order-service");
    String decided = Files.readString(only(folder));

    Said again = racetrace("contract", "infer", spans, "--out", folder);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.text()).contains("is there already, and nothing was written", "--force");
    assertThat(only(folder)).hasContent(decided);

    assertThat(racetrace("contract", "infer", spans, "--out", folder, "--force").exitCode())
        .isZero();
    assertThat(only(folder)).content().contains("writersSeen");
  }

  private static void decide(Path contract, String owners) throws IOException {
    Files.writeString(
        contract,
        Files.readString(contract)
            .replaceAll("(?s)property: writersSeen\n +value:(\n +- \\S+)+", "property: owner")
            .replaceAll(
                "property: (owner|singleWriter\n +value: [^\n]+)",
                "property: singleWriter\n        value: " + owners));
  }

  private static String hostile() {
    String evil = "order: - {a} # \\\"q\\\" 'x' \\n&b *c !d | > %25 @ ` \\u0007 \\uD83D\\uDE00";
    String database = "shop/../../etc: #1";
    StringBuilder spans = new StringBuilder();
    for (int i = 1; i <= 2; i++) {
      spans
          .append(i == 1 ? "" : ",")
          .append(
              """
          {"traceId":"%032d","spanId":"%016d","name":"PUT","kind":2,
           "startTimeUnixNano":"1767225600%09d","endTimeUnixNano":"1767225601%09d"},
          {"traceId":"%032d","spanId":"%016d","parentSpanId":"%016d","name":"UPDATE","kind":3,
           "startTimeUnixNano":"1767225600%09d","endTimeUnixNano":"1767225600%09d","attributes":[
           {"key":"db.system.name","value":{"stringValue":"postgresql"}},
           {"key":"db.namespace","value":{"stringValue":"%s"}},
           {"key":"server.address","value":{"stringValue":"db: {x"}},
           {"key":"db.query.text","value":{"stringValue":"UPDATE \\"or: ders\\" SET \\"we#ird\\" = 1 WHERE id = %d"}}]}
          """
                  .formatted(i, i, i, i, i, i + 10, i, i + 100, i + 200, database, i));
    }
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
        + "{\"stringValue\":\""
        + evil
        + "\"}}]},\"scopeSpans\":[{\"spans\":["
        + spans.toString().replace("\n", "")
        + "]}]}]}\n";
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static Said racetrace(Object... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    CommandLine racetrace = RacetraceCommandLine.create().setOut(printer).setErr(printer);
    int exitCode =
        racetrace.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    printer.flush();
    return new Said(exitCode, out.toString());
  }
}
