package io.racetrace.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.cli.contract.ContractFile.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractFileTest {

  private static final String ORDERS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: 7a4f1a52-9c1c-4b51-8a52-0d5a5d6f3c11
      name: orders-ownership
      version: 1.0.0
      status: active
      servers:
        - {server: orders-db, type: postgres, host: postgres, port: 5432, database: shop, schema: public}
      schema:
        - id: orders_obj
          name: orders
          physicalName: orders
          physicalType: table
          customProperties:
            - {property: singleWriter, value: order-service, description: any other is foreign}
            - {property: concurrencyControl, value: optimisticVersion}
            - {property: versionColumn, value: version}
            - property: writeExceptions
              value: [{service: order-backfill, until: "2026-12-31", reason: OPS-412 backfill}]
            - {property: costCentre, value: [1, 2]}
          properties:
            - {id: id_prop, name: id, physicalType: uuid, primaryKey: true}
            - {name: version, physicalType: int}
            - name: status
              customProperties:
                - {property: singleWriter, value: [fulfilment-worker, returns-worker]}
      roles:
        - {role: order_service_rw, access: write, firstLevelApprovers: team-orders}
      team:
        name: team-orders
      """;

  private static final LocalDate DAY = LocalDate.of(2026, 6, 15);

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void a_contract_says_who_writes_what_and_where_that_stands() throws IOException {
    ContractFile contract = ContractFile.read(file("orders.yaml", ORDERS));

    assertThat(contract.faults()).isEmpty();
    assertThat(contract.servers().get(0).system()).isEqualTo("postgresql");
    assertThat(contract.servers().get(0).port()).isEqualTo(5432);
    assertThat(contract.roles().get(0).access()).isEqualTo("write");
    Table orders = contract.tables().get(0);
    assertThat(Objects.requireNonNull(orders.owners()).services()).containsExactly("order-service");
    assertThat(orders.owners().declared().line()).isEqualTo(15);
    assertThat(orders.columns().get("status").services())
        .containsExactly("fulfilment-worker", "returns-worker");
    assertThat(orders.columns().get("status").declared().line()).isEqualTo(26);
    assertThat(orders.exceptions().get(0).until()).isEqualTo(LocalDate.of(2026, 12, 31));
    assertThat(orders.exceptions().get(0).declared().line()).isEqualTo(19);
    assertThat(ContractFiles.read(List.of(folder)).ownerships(DAY).all()).hasSize(1);
  }

  /** What replaces what, and what is then told: {@code line:column: what}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "singleWriter, value: order-service | singelWriter, value: order-service"
            + " | :15:20: 'singelWriter' is not known: did you mean 'singleWriter'?",
        "singleWriter, value: order-service | singleWriter, value: [] | :15:41: singleWriter names"
            + " nobody",
        "singleWriter, value: order-service | singleWriter | :15:9: 'singleWriter' has no value",
        "singleWriter, value: order-service | singleWriter, value: {a: b} | :15:41: a single value",
        "optimisticVersion | optimistic | :16:47: 'optimistic' is no concurrencyControl",
        "value: version} | value: revision} | :17:42: 'revision' is not among the columns",
        "versionColumn, value | concurrencyControl, value | :17:20: 'concurrencyControl' is here"
            + " twice",
        "\"2026-12-31\" | soon | :19:50: 'soon' is no day",
        ", until: \"2026-12-31\" | `` | :19:17: the exception never ends",
        ", reason: OPS-412 backfill | `` | :19:17: nobody says why order-backfill may write",
        "order-backfill | order-service | :19:27: order-service owns the table",
        "service: order-backfill | serivce: order-backfill | :19:18: 'serivce' means nothing here",
        "physicalName: orders | physicalNmae: orders | :12:5: 'physicalNmae' is not known: did you"
            + " mean 'physicalName'?",
        "name: status | nam: status | :24:9: the column has no name",
        "kind: DataContract | kind: Contract | :2:7: 'Contract' is no contract",
        "kind: DataContract | x: y | :1:1: no contract: add 'kind: DataContract'",
        "servers: | places: | :1:1: no server",
        "port: 5432 | port: db | :8:63: 'db' is no port",
        "type: postgres, | `` | :8:5: the server has no type",
      })
  void what_is_wrong_is_told_with_its_place(String right, String wrong, String told)
      throws IOException {
    String replaced = ORDERS.replaceFirst(Pattern.quote(right), wrong);
    assertThat(replaced).isNotEqualTo(ORDERS);

    assertThat(ContractFile.read(file("orders.yaml", replaced)).faults())
        .anySatisfy(fault -> assertThat(fault.toString()).contains("orders.yaml").contains(told));
  }

  @Test
  void a_file_without_tables_or_without_yaml_is_told() throws IOException {
    assertThat(ContractFile.read(file("a.yaml", "kind: DataContract\n")).faults().get(0).toString())
        .contains("a.yaml:1:1: it names no table");
    assertThat(ContractFile.read(file("b.yaml", "kind: [\n")).faults().get(0).toString())
        .contains("b.yaml:2:1: no YAML");
    assertThat(ContractFile.read(file("c.yaml", "")).faults().get(0).toString())
        .contains("c.yaml:1:1: there is nothing in it");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() throws IOException {
    String wrong = ORDERS.replace("optimisticVersion", "luck").replace("order-backfill", "[]");

    assertThat(ContractFile.read(file("orders.yaml", wrong)).faults()).hasSize(2);
  }

  @Test
  void two_files_that_claim_one_table_can_not_be_used() throws IOException {
    file("a.yaml", ORDERS);
    file("b.yaml", ORDERS);
    ContractFiles both = ContractFiles.read(List.of(folder));

    assertThat(both.faults(DAY)).hasSize(1);
    assertThat(both.faults(DAY).get(0).toString())
        .contains("b.yaml:12:1: orders is claimed by")
        .contains("a.yaml:12 too");
    assertThatThrownBy(() -> both.ownerships(DAY)).isInstanceOf(ContractFaultException.class);
  }

  @Test
  void the_same_table_in_another_database_is_another_one() throws IOException {
    file("a.yaml", ORDERS);
    file("b.yaml", ORDERS.replace("database: shop", "database: archive"));

    assertThat(ContractFiles.read(List.of(folder)).faults(DAY)).isEmpty();
  }

  @Test
  void a_file_that_is_named_twice_is_read_once() throws IOException {
    Path orders = file("a.yaml", ORDERS);

    assertThat(ContractFiles.read(List.of(folder, orders)).files()).hasSize(1);
  }

  @Test
  void an_exception_that_has_ended_is_told_and_the_rest_holds() throws IOException {
    ContractFiles files = ContractFiles.read(List.of(file("orders.yaml", ORDERS)));
    LocalDate later = LocalDate.of(2027, 1, 1);

    assertThat(files.faults(LocalDate.of(2026, 12, 31))).isEmpty();
    assertThat(files.faults(later).get(0).toString())
        .contains(
            "orders.yaml:19:1: the exception of order-backfill for orders ended on 2026-12-31");
    assertThat(files.ownerships(later).all()).hasSize(1);
  }

  @Test
  void a_folder_without_contracts_and_a_file_that_is_not_there_are_errors() {
    assertThatThrownBy(() -> ContractFiles.read(List.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no contract is in it");
    assertThatThrownBy(() -> ContractFiles.read(List.of(folder.resolve("x.yaml"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such contract");
  }

  @Test
  void a_contract_by_which_nobody_writes_anything_is_an_error() throws IOException {
    String nobody = ORDERS.replace("singleWriter", "steward");
    ContractFiles files = ContractFiles.read(List.of(file("orders.yaml", nobody)));

    assertThat(files.faults(DAY).get(0).toString()).contains("nobody is said to write orders");
    assertThatThrownBy(() -> files.ownerships(DAY)).isInstanceOf(ContractFaultException.class);
  }
}
