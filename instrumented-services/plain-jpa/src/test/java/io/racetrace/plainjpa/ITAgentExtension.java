package io.racetrace.plainjpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.KeySource;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Side;
import io.racetrace.report.DoctorTextWriter;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that knows nothing of racetrace, under the stock agent: what is found in it with
 * our jar, what is not, and what leaves the process.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAgentExtension {

  private static final int ROUNDS = 3;
  private static final String NAME = "Wilhelmine Obermüller-Çelik";
  private static final String EMAIL = "wilhelmine.obermueller@example.org";
  private static final String DUPLICATE =
      "duplicate key value violates unique constraint \"customers_email_key\"";
  private static final String SKU = "TEAPOT-BLUE-1L";
  private static final List<String> PHONES = List.of("+49 30 555 0147", "493055501488");
  private static final List<String> CITIES = List.of("Bad O'Hausen", "Sankt-Blasien");
  private static final List<String> REMARKS = List.of("asked for a refund", "grandmother is ill");
  private static final List<String> AMOUNTS = List.of("1234.56", "78901.23");

  private final Map<String, List<Span>> spans = new HashMap<>();
  private final Map<String, Window> windows = new HashMap<>();
  private final List<Integer> versionedAnswers = new ArrayList<>();
  private String exported = "";
  private String exportedReadable = "";
  private long readableId;
  private int edits;
  private @Nullable ShopDatabase database;

  /** When a part of the load ran; nanoseconds since 1970. */
  private record Window(long from, long to) {}

  /** A part of the load. */
  @FunctionalInterface
  private interface Part {
    void run() throws Exception;
  }

  @BeforeAll
  void run(@TempDir Path folder) throws Exception {
    database = ShopDatabase.start(folder.resolve("postgres"));
    List<String> withOurJar =
        List.of(
            "-javaagent:" + BackOfficeProcess.agent(),
            "-Dotel.javaagent.extensions=" + BackOfficeProcess.extension());
    runKeyed(folder, withOurJar);
    runOther(folder, "bare", withOurJar.subList(0, 1), Map.of());
    runOther(folder, "readable", withOurJar, Map.of("RACETRACE_KEYS", "readable"));
  }

  @AfterAll
  void stop() throws IOException {
    if (database != null) {
      database.close();
    }
  }

  private ShopDatabase database() {
    return Objects.requireNonNull(database);
  }

  private Map<String, String> environment(ExportedBytes exported) {
    return Map.of(
        "DATABASE_URL",
        database().url(),
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        exported.endpoint(),
        // The application's log is its own affair.
        "OTEL_LOGS_EXPORTER",
        "none",
        "OTEL_BSP_SCHEDULE_DELAY",
        "200");
  }

  private void runKeyed(Path folder, List<String> options) throws Exception {
    try (ExportedBytes bytes = ExportedBytes.listen(folder.resolve("keyed.jsonl"))) {
      BackOfficeProcess first =
          BackOfficeProcess.start(folder, "first", options, environment(bytes));
      try (first) {
        first.awaitReady();
        long customer = first.create("customers", json("name", NAME, "email", EMAIL));
        long account = first.create("customers/" + customer + "/accounts", "");
        long invoice = first.create("accounts/" + account + "/invoices", amount(0));
        first.create(
            "products", "{\"sku\":\"" + SKU + "\",\"title\":\"Teapot\",\"price\":\"19.90\"}");

        part("racing", () -> raceCustomer(first, first, customer));
        part("sequential", () -> editCustomerInTurn(first, customer));
        part("join", () -> raceAccount(first, account));
        part("version", () -> raceInvoice(first, invoice));
        part("natural key", () -> raceProduct(first));
        part("unique", () -> insertTwice(first));
        try (BackOfficeProcess second =
            BackOfficeProcess.start(folder, "second", options, environment(bytes))) {
          second.awaitReady();
          part("two instances", () -> raceCustomer(first, second, customer));
        }
      }
      spans.put("keyed", bytes.spans());
      exported = bytes.text();
    }
  }

  private void runOther(
      Path folder, String name, List<String> options, Map<String, String> settings)
      throws Exception {
    try (ExportedBytes bytes = ExportedBytes.listen(folder.resolve(name + ".jsonl"))) {
      Map<String, String> environment = new HashMap<>(environment(bytes));
      environment.putAll(settings);
      BackOfficeProcess application = BackOfficeProcess.start(folder, name, options, environment);
      try (application) {
        application.awaitReady();
        readableId =
            application.create("customers", json("name", NAME, "email", name + "-" + EMAIL));
        part(name, () -> raceCustomer(application, application, readableId));
      }
      spans.put(name, bytes.spans());
      exportedReadable = bytes.text();
    }
  }

  private void part(String name, Part part) throws Exception {
    long from = now();
    part.run();
    windows.put(name, new Window(from, now()));
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void raceCustomer(BackOfficeProcess one, BackOfficeProcess other, long customer)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String phone = json("phone", anew(PHONES));
      String city = json("city", anew(CITIES));
      race(
          "customers",
          "id = " + customer,
          () -> one.sendAsync("PUT", "customers/" + customer, phone),
          () -> other.sendAsync("PUT", "customers/" + customer, city));
    }
  }

  private void editCustomerInTurn(BackOfficeProcess application, long customer) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String path = "customers/" + customer;
      assertThat(application.send("PUT", path, json("phone", anew(PHONES)))).isEqualTo(200);
      assertThat(application.send("PUT", path, json("city", anew(CITIES)))).isEqualTo(200);
    }
  }

  private void raceAccount(BackOfficeProcess application, long account) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      race(
          "accounts",
          "id = " + account,
          () -> application.sendAsync("POST", "accounts/" + account + "/payments", amount(0)),
          () -> application.sendAsync("POST", "accounts/" + account + "/payments", amount(1)));
    }
  }

  private void raceInvoice(BackOfficeProcess application, long invoice) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String one = json("remark", anew(REMARKS));
      String other = json("remark", anew(REMARKS));
      versionedAnswers.addAll(
          race(
              "invoices",
              "id = " + invoice,
              () -> application.sendAsync("PUT", "invoices/" + invoice, one),
              () -> application.sendAsync("PUT", "invoices/" + invoice, other)));
    }
  }

  private void raceProduct(BackOfficeProcess application) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String path = "products/" + SKU + "/deliveries";
      race(
          "products",
          "sku = '" + SKU + "'",
          () -> application.sendAsync("POST", path, "{\"pieces\":5}"),
          () -> application.sendAsync("POST", path, "{\"pieces\":7}"));
    }
  }

  private static void insertTwice(BackOfficeProcess application) throws Exception {
    assertThat(application.send("POST", "customers", json("name", NAME, "email", EMAIL)))
        .isEqualTo(500);
  }

  /** Starts both while the row is locked, and returns the status of both answers. */
  private List<Integer> race(String table, String condition, Request one, Request other)
      throws SQLException {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    database()
        .whileLocked(
            table,
            condition,
            2,
            () -> {
              answers.add(one.send());
              answers.add(other.send());
            });
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /** A request on its way. */
  @FunctionalInterface
  private interface Request {
    CompletableFuture<Integer> send();
  }

  /** Hibernate leaves out an update that changes nothing. */
  private String anew(List<String> values) {
    edits++;
    return values.get(edits % values.size()) + " " + edits;
  }

  private static String amount(int which) {
    return "{\"amount\":" + AMOUNTS.get(which) + "}";
  }

  private static String json(String... namesAndValues) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.append(i == 0 ? "" : ",")
          .append('"')
          .append(namesAndValues[i])
          .append("\":\"")
          .append(namesAndValues[i + 1])
          .append('"');
    }
    return json.append('}').toString();
  }

  /** What is found in the spans that began during one part of the load. */
  private Report report(String run, String part) {
    Window window = Objects.requireNonNull(windows.get(part));
    List<Span> during =
        Objects.requireNonNull(spans.get(run)).stream()
            .filter(span -> span.interval().start() >= window.from)
            .filter(span -> span.interval().start() <= window.to)
            .toList();
    assertThat(during).isNotEmpty();
    return TraceAnalyzer.builder().build().analyze(during);
  }

  private static void assertLostUpdates(Report report, String table, Certainty atLeast) {
    assertThat(report.findings())
        .as(() -> report.diagnostics() + "\n" + report.coverage())
        .filteredOn(finding -> finding.rule().id().equals("lost-update"))
        .filteredOn(finding -> finding.certainty().isAtLeast(atLeast))
        .anySatisfy(finding -> assertThat(finding.recordType()).endsWith(table));
    assertThat(report.findings().stream().mapToLong(finding -> finding.count()).sum())
        .isGreaterThanOrEqualTo(ROUNDS);
  }

  @Test
  void concurrent_edits_of_one_row_are_found() {
    assertLostUpdates(report("keyed", "racing"), "customers", Certainty.LIKELY);
  }

  @Test
  void as_many_edits_one_after_the_other_are_not_accused() {
    Report report = report("keyed", "sequential");

    // Nothing happened; that it could have is what the same code shows when run in turn.
    assertThat(report.findings())
        .allSatisfy(finding -> assertThat(finding.rule().id()).isEqualTo("latent-race"))
        .anySatisfy(finding -> assertThat(finding.recordType()).endsWith("customers"));
    assertThat(report.coverage().writes()).isEqualTo(2 * ROUNDS);
    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void a_race_of_two_instances_is_found() {
    assertLostUpdates(report("keyed", "two instances"), "customers", Certainty.POSSIBLE);
  }

  @Test
  void concurrent_edits_of_a_row_that_is_read_through_a_join_are_found() {
    assertLostUpdates(report("keyed", "join"), "accounts", Certainty.LIKELY);
  }

  @Test
  void concurrent_edits_of_a_row_with_a_natural_key_are_found() {
    assertLostUpdates(report("keyed", "natural key"), "products", Certainty.LIKELY);
  }

  @Test
  void what_a_version_column_prevents_is_not_accused() {
    assertThat(versionedAnswers)
        .hasSize(2 * ROUNDS)
        .contains(200)
        .anyMatch(status -> status != 200);
    assertThat(report("keyed", "version").findings()).isEmpty();
  }

  @Test
  void without_our_jar_nothing_is_sure_and_the_doctor_says_what_is_missing() throws IOException {
    Report report = report("bare", "bare");

    // What stands in a request's path may be the key of the row: no more than a hint.
    assertThat(report.findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.certainty()).isEqualTo(Certainty.POSSIBLE);
              assertThat(finding.exemplars().get(0).sides())
                  .extracting(Side::keySource)
                  .containsOnly(KeySource.PATH);
            });
    assertThat(report.isConclusive()).isFalse();
    assertThat(report.coverage().writesWithKey()).isZero();
    StringBuilder doctor = new StringBuilder();
    new DoctorTextWriter(false).write(report, doctor);
    assertThat(doctor.toString())
        .contains("customers", "-Dotel.javaagent.extensions=racetrace-agent-extension.jar");
  }

  @Test
  void no_personal_value_leaves_the_process() {
    List<String> values = new ArrayList<>(List.of(NAME, "Wilhelmine", "Obermüller", EMAIL, SKU));
    values.addAll(PHONES);
    values.addAll(CITIES);
    values.addAll(REMARKS);
    values.addAll(AMOUNTS);
    values.add("80135.79");

    // The path of a request tells the SKU, which is the application's own doing.
    String text = exported.replace("/products/" + SKU + "/deliveries", "");
    assertThat(List.of("racetrace.record.key", "update customers set", DUPLICATE))
        .allSatisfy(told -> assertThat(text.contains(told)).as(told).isTrue());
    values.add("db.query.parameter");
    assertThat(values)
        .allSatisfy(value -> assertThat(text.contains(bytesOf(value))).as(value).isFalse());
  }

  @Test
  void readable_keys_show_the_key_only() {
    assertThat(spans.get("readable"))
        .anySatisfy(
            span ->
                assertThat(span.attribute("racetrace.record.key"))
                    .isEqualTo(Long.toString(readableId)));
    assertThat(List.of(NAME, EMAIL, PHONES.get(0), PHONES.get(1), CITIES.get(0), CITIES.get(1)))
        .allSatisfy(
            value -> assertThat(exportedReadable.contains(bytesOf(value))).as(value).isFalse());
  }

  private static String bytesOf(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
