package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension inside the real SDK, which finds it as the agent does. */
class RecordKeysTest {

  private static final String JDBC = "io.opentelemetry.jdbc";

  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void exportToMemory() {
    settings.putAll(
        Map.of(
            "otel.traces.exporter", "memory",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none"));
    MemoryExporterProvider.EXPORTED.clear();
  }

  /** Runs a span through the SDK, and returns it as it is exported. */
  private SpanData exported(
      String scope, String name, Map<String, String> attributes, Consumer<Span> during) {
    try (OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> settings)
            .build()
            .getOpenTelemetrySdk()) {
      SpanBuilder builder = sdk.getTracer(scope).spanBuilder(name).setSpanKind(SpanKind.CLIENT);
      attributes.forEach(builder::setAttribute);
      Span span = builder.startSpan();
      during.accept(span);
      span.end();
    }
    assertThat(MemoryExporterProvider.EXPORTED).hasSize(1);
    return MemoryExporterProvider.EXPORTED.get(0);
  }

  private SpanData statement(String sql, String... parameters) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("db.system", "postgresql");
    attributes.put("db.statement", sql);
    for (int i = 0; i < parameters.length; i++) {
      attributes.put("db.query.parameter." + i, parameters[i]);
    }
    return exported(JDBC, "statement", attributes, span -> {});
  }

  private static Map<String, String> told(SpanData span) {
    Map<String, String> told = new TreeMap<>();
    span.getAttributes()
        .forEach(
            (key, value) -> {
              if (key.getKey().startsWith("racetrace.")) {
                told.put(key.getKey().substring("racetrace.".length()), value.toString());
              }
            });
    return told;
  }

  private static @Nullable String attribute(Attributes attributes, String key) {
    return attributes.get(AttributeKey.stringKey(key));
  }

  private static @Nullable String attribute(SpanData span, String key) {
    return attribute(span.getAttributes(), key);
  }

  private static String id(String value) {
    return KeyHash.of(null).hash("id", false, value);
  }

  @Test
  void the_key_is_the_value_of_the_key_column() {
    SpanData span =
        statement("update shop.Orders set total = ?, note = ? where id = ?", "9.90", "x", "42");

    assertThat(told(span))
        .containsExactly(entry("record.key", id("42")), entry("record.type", "shop.orders"));
  }

  @Test
  void the_parameters_are_not_exported_and_not_counted_as_dropped() {
    SpanData span = statement("update orders set note = ? where id = ?", "secret", "42");

    assertThat(span.getAttributes().toString())
        .doesNotContain("secret")
        .doesNotContain("parameter");
    assertThat(span.getTotalAttributeCount()).isEqualTo(span.getAttributes().size());
  }

  @Test
  void literals_are_read_for_the_key_and_masked_afterwards() {
    SpanData span =
        statement("/* by Jane */ select * from orders where id = 42 and note = 'secret'");

    assertThat(told(span)).containsEntry("record.key", id("42"));
    assertThat(attribute(span, "db.statement"))
        .isEqualTo("/**/ select * from orders where id = ? and note = ?");
  }

  @Test
  void both_names_of_the_conventions_are_read_and_masked() {
    String sql = "update orders set note = 'secret' where id = 42";
    SpanData span =
        exported(
            JDBC,
            "update orders",
            Map.of("db.query.text", sql, "db.statement", sql, "db.system.name", "postgresql"),
            ignored -> {});

    assertThat(told(span)).containsEntry("record.key", id("42"));
    assertThat(span.getAttributes().toString()).doesNotContain("secret");
  }

  @Test
  void a_composite_key_is_joined_in_the_order_of_its_columns() {
    settings.put("racetrace.key.columns", "line=order_id,pos");

    SpanData span =
        statement("update shop.line set n = ? where pos = ? and order_id = ?", "1", "2", "42");

    assertThat(told(span)).containsEntry("record.key", id("42") + "," + id("2"));
  }

  @Test
  void where_the_key_is_not_settled_every_pinned_column_is_a_candidate() {
    SpanData span =
        statement(
            "update orders set state = ? where order_no = ? and state = ? and version = ?",
            "PAID",
            "7",
            "OPEN",
            "3");

    assertThat(told(span))
        .containsOnlyKeys("key.order_no", "salt.own", "version.read")
        .containsEntry("version.read", "3")
        .doesNotContainEntry("key.order_no", id("7"));
  }

  @Test
  void of_a_new_row_only_what_may_tell_it_apart_is_a_candidate() {
    SpanData span =
        statement("insert into owners (name, email, city) values (?, ?, ?)", "Jane", "a@b.c", "X");

    assertThat(told(span)).containsOnlyKeys("key.email", "salt.own");
  }

  @Test
  void versions_are_told_as_they_are() {
    SpanData assigned =
        statement(
            "update a set x = ?, version = ? where id = ? and version = ?", "1", "8", "42", "7");

    assertThat(told(assigned)).containsEntry("version.read", "7");
    assertThat(told(assigned)).containsEntry("version.written", "8");
  }

  @Test
  void a_version_that_is_counted_up_is_told_too() {
    SpanData counted =
        statement(
            "update a set x = ?, version = version + 1 where id = ? and version = ?",
            "1",
            "42",
            "7");

    assertThat(told(counted))
        .containsEntry("version.read", "7")
        .containsEntry("version.written", "8");
    assertThat(attribute(counted, "db.statement")).contains("version = version + ?");
  }

  @Test
  void a_version_that_is_a_text_is_not_told() {
    SpanData span = statement("update a set x = ? where id = ? and etag = ?", "1", "42", "Jane");

    assertThat(told(span)).containsOnlyKeys("record.key", "record.type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update orders set note = ? where id = ? or 1 = ?",
        "update orders set note = ? where id in (?, ?)",
        "update orders set note = ?; update orders set note = ? where id = ?",
        "update orders set note = 'a\\' where id = ?, ? = ?",
        "merge into orders using (select ?) on id = ? when matched ? ",
      })
  void a_statement_that_does_not_name_one_record_for_certain_has_no_key(String sql) {
    SpanData span = statement(sql, "1", "2", "3");

    assertThat(told(span)).isEmpty();
    assertThat(attribute(span, "db.statement")).isNotEmpty();
  }

  @Test
  void shifted_positions_give_no_key() {
    assertThat(told(statement("update orders set n = ?, note = ? where id = ?", "x", "42")))
        .isEmpty();
  }

  @Test
  void a_value_that_may_have_been_cut_gives_no_key() {
    settings.put("otel.span.attribute.value.length.limit", "48");

    assertThat(told(statement("select * from orders where id = ?", "4".repeat(60)))).isEmpty();
    MemoryExporterProvider.EXPORTED.clear();
    assertThat(
            told(statement("select * from orders where id = ? and shop = 'somewhere else'", "4")))
        .isEmpty();
    MemoryExporterProvider.EXPORTED.clear();
    assertThat(told(statement("select * from orders where id = ?", "4"))).isNotEmpty();
  }

  @Test
  void keys_can_be_readable_and_the_rest_is_not() {
    settings.put("racetrace.keys", "readable");

    SpanData span = statement("update orders set note = ? where id = ?", "secret", "42");

    assertThat(told(span)).containsEntry("record.key", "42");
    assertThat(span.getAttributes().toString()).doesNotContain("secret");
    assertThat(attribute(span.getResource().getAttributes(), "racetrace.salt.id")).isNull();
  }

  @Test
  void parameters_can_be_kept_and_then_literals_are_too() {
    settings.put("racetrace.parameters", "keep");

    SpanData span = statement("update orders set n = 5 where id = ?", "42");

    assertThat(attribute(span, "db.query.parameter.0")).isEqualTo("42");
    assertThat(attribute(span, "db.statement")).isEqualTo("update orders set n = 5 where id = ?");
  }

  @Test
  void the_resource_tells_the_salts_name_and_not_the_salt() {
    settings.put("racetrace.salt", "pepper");
    settings.put(
        "otel.resource.attributes", "process.command_line=java -Dracetrace.salt%3Dpepper -jar x");

    SpanData span = statement("select * from orders where id = ?", "42");

    Attributes resource = span.getResource().getAttributes();
    assertThat(attribute(resource, "racetrace.salt.id")).isEqualTo(KeyHash.of("pepper").saltId());
    assertThat(resource.toString()).doesNotContain("pepper");
    assertThat(told(span))
        .containsEntry("record.key", KeyHash.of("pepper").hash("id", false, "42"));
  }

  @Test
  void columns_that_are_not_of_the_form_are_left_out_and_the_rest_works() {
    settings.put("racetrace.key.columns", "orders");

    assertThat(told(statement("select * from orders where id = ?", "42"))).isNotEmpty();
  }

  @Test
  void the_errors_of_a_database_are_masked_on_every_span() {
    RuntimeException failure =
        new IllegalStateException(
            "could not save Jane",
            new java.sql.SQLException(
                "ERROR: duplicate key value violates unique constraint \"u_k\"\n"
                    + "  Detail: Key (email)=(a@b.c) already exists."));
    SpanData span =
        exported(
            "app",
            "POST /users",
            Map.of(),
            running -> {
              running.recordException(failure);
              running.setStatus(StatusCode.ERROR, "Duplicate entry 'Jane' for key 'users.name'");
            });

    Attributes event = span.getEvents().get(0).getAttributes();
    assertThat(event.toString())
        .doesNotContain("Jane")
        .doesNotContain("a@b.c")
        .contains("duplicate key value violates unique constraint \"u_k\"")
        .contains("java.lang.IllegalStateException")
        .contains("RecordKeysTest.java");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription())
        .isEqualTo("Duplicate entry ... for key 'users.name'");
  }

  @Test
  void other_spans_and_errors_are_left_alone() {
    IllegalStateException failure = new IllegalStateException("the basket of 42 is empty");
    SpanData other =
        exported(
            "app",
            "GET 'x'",
            Map.of("http.route", "/users/{id}", "url.path", "/users/42"),
            running -> running.recordException(failure));

    assertThat(other.getName()).isEqualTo("GET 'x'");
    assertThat(attribute(other, "url.path")).isEqualTo("/users/42");
    assertThat(attribute(other.getEvents().get(0).getAttributes(), "exception.message"))
        .isEqualTo("the basket of 42 is empty");
  }

  @Test
  void the_commands_of_other_stores_are_left_alone() {
    SpanData redis =
        exported(
            "redis", "SET", Map.of("db.system", "redis", "db.statement", "SET user:42 ?"), s -> {});

    assertThat(attribute(redis, "db.statement")).isEqualTo("SET user:42 ?");
    assertThat(told(redis)).isEmpty();
  }

  @Test
  void a_database_that_nobody_knows_is_masked_to_the_full() {
    SpanData span =
        exported(
            JDBC,
            "x \"Jane\"",
            Map.of("db.system", "frobnidb", "db.statement", "go \"Jane\" 42"),
            s -> {});

    assertThat(attribute(span, "db.statement")).isEqualTo("go ? ?");
    assertThat(span.getName()).isEqualTo("x ?");
  }

  @Test
  void the_instrumentation_is_switched_on_unless_the_user_says_no() {
    assertThat(configured(Settings.CAPTURE_PARAMETERS)).isTrue();
    assertThat(configured(Settings.TRANSACTIONS)).isTrue();

    settings.put(Settings.CAPTURE_PARAMETERS, "false");
    assertThat(configured(Settings.CAPTURE_PARAMETERS)).isFalse();
  }

  private boolean configured(String property) {
    boolean[] seen = new boolean[1];
    // As the user's own properties, which are stronger than those of any supplier.
    settings.forEach(System::setProperty);
    try {
      AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addResourceCustomizer(
              (resource, config) -> {
                seen[0] = config.getBoolean(property, false);
                return resource;
              })
          .build()
          .getOpenTelemetrySdk()
          .close();
      return seen[0];
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }
}
