package io.racetrace.emitters;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of the program: what is told through which instrumentation, with which settings.
 *
 * @param variant what the settings are called in the names of the fixtures
 * @param settings system properties of the program
 */
record Recording(String variant, boolean withAgent, List<String> emitters, List<String> settings) {

  private static final List<String> SQL =
      List.of("jdbc", "jdbc-batch", "jdbc-literals", "hibernate", "jooq");
  private static final List<String> OTHERS =
      List.of("r2dbc", "lettuce", "jedis", "redisson", "vertx-redis", "mongo", "kafka");
  private static final String PARAMETERS =
      "-Dotel.instrumentation.jdbc.experimental.capture-query-parameters=true";
  private static final String TRANSACTIONS =
      "-Dotel.instrumentation.jdbc.experimental.transaction.enabled=true";
  private static final String DATABASE = "-Dotel.semconv-stability.opt-in=database";

  static List<Recording> all() {
    return List.of(
        agent("default", both()),
        agent("parameters", SQL, PARAMETERS),
        agent("transactions", SQL, TRANSACTIONS),
        agent("parameters-transactions", with(SQL, "kafka"), PARAMETERS, TRANSACTIONS),
        agent(
            "unsanitised",
            with(SQL, "r2dbc", "lettuce", "jedis", "mongo"),
            "-Dotel.instrumentation.common.db.query-sanitization.enabled=false"),
        agent("database", both(), DATABASE),
        agent("database-parameters-transactions", SQL, DATABASE, PARAMETERS, TRANSACTIONS),
        agent("database-dup", both(), DATABASE + "/dup"),
        agent(
            "receive-telemetry",
            List.of("kafka"),
            "-Dotel.instrumentation.messaging.experimental.receive-telemetry.enabled=true"),
        agent("with-agent", List.of("datasource-micrometer"), PARAMETERS, TRANSACTIONS),
        new Recording("default", false, List.of("datasource-micrometer"), List.of()),
        new Recording(
            "parameters",
            false,
            List.of("datasource-micrometer"),
            List.of("-Djdbc.datasource-proxy.include-parameter-values=true")),
        new Recording("default", false, List.of("spring-boot-starter"), List.of()),
        new Recording(
            "parameters-transactions",
            false,
            List.of("spring-boot-starter"),
            List.of(PARAMETERS, TRANSACTIONS)));
  }

  private static Recording agent(String variant, List<String> emitters, String... settings) {
    return new Recording(variant, true, emitters, List.of(settings));
  }

  private static List<String> both() {
    return with(SQL, OTHERS.toArray(String[]::new));
  }

  private static List<String> with(List<String> emitters, String... more) {
    return Stream.concat(emitters.stream(), Arrays.stream(more)).toList();
  }
}
