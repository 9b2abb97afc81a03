package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.racetrace.cli.yaml.YamlFaultException;
import io.racetrace.detect.Detectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors use, and the reader that decides, give one answer. */
class AssertionsSchemaTest {

  @TempDir Path folder;

  private static String schemaText() throws IOException {
    try (InputStream in =
        AssertionsFile.class.getResourceAsStream("racetrace-assertions.schema.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean isValid(String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schemaText());
    return schema
        .validate(
            yaml,
            InputFormat.YAML,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .isEmpty();
  }

  private void read(String yaml) throws IOException {
    AssertionsFile.read(Files.writeString(folder.resolve("races.yaml"), yaml));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- no-race: {}",
        "- no-race: {on: users, rules: [lost-update, write-skew], at-least: possible}",
        "- no-race: {on: 'cart:*', rules: []}",
        "- no-race: {on: 5}",
        "- race-found: {rule: lost-update}",
        "- race-found: {rule: lost-update, on: shop/users, at-least: proven}",
        "- single-writer: {of: users}",
        "- single-writer: {of: users, service: order-service}",
        "- guard-fired: {guard: idempotency-key}",
        "- guard-fired: {guard: row-lock, on: users}",
        "- lock-hold: {at-most: 50ms}",
        "- lock-hold: {on: users, at-most: 1s500ms}",
        "- lock-hold: {at-most: 0}",
        "- attempts: {at-most: 1}",
        "- attempts: {on: users, at-most: 1.4}",
        "- coverage: 0",
        "- coverage: 1",
        "- coverage: 0.95\n- no-race: {}",
        "- no-race: {}\nexceptions: []",
        "- no-race: {}\nexceptions: [{on: users, reason: OPS-412, until: 2026-12-31}]",
        "- no-race: {}\nexceptions: [{fingerprint: beef, reason: OPS-412, until: 2026-12-31}]",
        "- no-race: {}\nexceptions: [{fingerprint: 123456, reason: 412, until: 2026-12-31}]",
        "- no-race: {}\nexceptions: [{rule: stampede, reason: x, until: 2024-02-29}]",
        "- no-race: {}\nbaseline: known.txt"
      })
  void what_the_reader_takes_the_schema_takes(String rest) throws IOException {
    String yaml = "assertions:\n" + rest + "\n";
    read(yaml);
    assertThat(isValid(yaml)).as(yaml).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "assertions: []",
        "assertions: {}",
        "assertions:",
        "exceptions: []",
        "- no-race: {}",
        "assertions: [no-race]",
        "assertions: [{}]",
        "assertions: [{no-race: {}, coverage: 1}]",
        "assertions: [{no-rice: {}}]",
        "assertions: [{no-race: }]",
        "assertions: [{no-race: {an: users}}]",
        "assertions: [{no-race: {on: ''}}]",
        "assertions: [{no-race: {on: null}}]",
        "assertions: [{no-race: {on: [users]}}]",
        "assertions: [{no-race: {rules: lost-update}}]",
        "assertions: [{no-race: {rules: [lost]}}]",
        "assertions: [{no-race: {at-least: maybe}}]",
        "assertions: [{no-race: {at-least: PROVEN}}]",
        "assertions: [{no-race: {}}, {no-race: {}}]",
        "assertions: [{race-found: {}}]",
        "assertions: [{race-found: {on: users}}]",
        "assertions: [{single-writer: {}}]",
        "assertions: [{single-writer: {of: users, service: }}]",
        "assertions: [{guard-fired: {guard: lock}}]",
        "assertions: [{guard-fired: {on: users}}]",
        "assertions: [{lock-hold: {}}]",
        "assertions: [{lock-hold: {at-most: 50}}]",
        "assertions: [{lock-hold: {at-most: 50 ms}}]",
        "assertions: [{attempts: {at-most: 0.9}}]",
        "assertions: [{attempts: {at-most: '2'}}]",
        "assertions: [{attempts: {on: users}}]",
        "assertions: [{coverage: 1.01}]",
        "assertions: [{coverage: -0.1}]",
        "assertions: [{coverage: '0.9'}]",
        "assertions: [{coverage: much}]",
        "assertions: [{coverage: {}}]",
        "assertions: [{coverage: 1}]\nmore: 1",
        "assertions: [{coverage: 1}]\nbaseline: {}",
        "assertions: [{coverage: 1}]\nexceptions: {}",
        "assertions: [{coverage: 1}]\nexceptions: [{on: x, until: 2026-12-31}]",
        "assertions: [{coverage: 1}]\nexceptions: [{on: x, reason: y}]",
        "assertions: [{coverage: 1}]\nexceptions: [{on: x, reason: ' ', until: 2026-12-31}]",
        "assertions: [{coverage: 1}]\nexceptions: [{reason: y, until: 2026-12-31}]",
        "assertions: [{coverage: 1}]\nexceptions: [{on: x, reason: y, until: 2026-02-30}]",
        "assertions: [{coverage: 1}]\nexceptions: [{on: x, reason: y, until: soon}]",
        "assertions: [{coverage: 1}]\nexceptions: [{fingerprint: bee, reason: y, until: 2026-12-31}]",
        "assertions: [{coverage: 1}]\nexceptions: [{fingerprint: BEEF, reason: y, until: 2026-12-31}]",
        "assertions: [{coverage: 1}]\nexceptions: [{rule: lost, reason: y, until: 2026-12-31}]"
      })
  void what_the_schema_refuses_the_reader_refuses_with_line_and_column(String yaml)
      throws IOException {
    assertThat(isValid(yaml)).as(yaml).isFalse();
    Throwable fault = catchThrowable(() -> read(yaml));
    assertThat(fault).as(yaml).isInstanceOf(YamlFaultException.class);
    assertThat(fault).message().matches("(?s).*races\\.yaml:\\d+:\\d+: .+");
  }

  @Test
  void the_schema_names_every_rule() throws IOException {
    List<String> rules = Detectors.all().stream().map(each -> each.rule().id()).toList();
    String all =
        rules.stream()
            .map(rule -> "- race-found: {rule: " + rule + "}\n")
            .collect(Collectors.joining());
    read("assertions:\n" + all);
    assertThat(isValid("assertions:\n" + all)).isTrue();
  }
}
