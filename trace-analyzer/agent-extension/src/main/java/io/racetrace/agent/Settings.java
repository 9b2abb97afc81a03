package io.racetrace.agent;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the user can set, as system properties or, in capitals and with underscores, in the
 * environment.
 *
 * @param salt what keys are hashed with; null where the user gave none
 * @param readableKeys whether keys are told as they are
 * @param keepsParameters whether bind parameters and literals are exported
 * @param longestValue from which length on a text may have been cut by the SDK
 */
record Settings(
    KeyColumns keyColumns,
    @Nullable String salt,
    boolean readableKeys,
    boolean keepsParameters,
    int longestValue) {

  static final String CAPTURE_PARAMETERS =
      "otel.instrumentation.jdbc.experimental.capture-query-parameters";
  static final String TRANSACTIONS = "otel.instrumentation.jdbc.experimental.transaction.enabled";

  private static final Logger LOGGER = Logger.getLogger("io.racetrace.agent");

  /** What is switched on where the user says nothing else. */
  static Map<String, String> defaults() {
    return Map.of(CAPTURE_PARAMETERS, "true", TRANSACTIONS, "true");
  }

  static Settings of(ConfigProperties config) {
    String salt = config.getString("racetrace.salt");
    return new Settings(
        keyColumns(config.getString("racetrace.key.columns")),
        salt == null || salt.isBlank() ? null : salt,
        is(config, "racetrace.keys", "readable"),
        is(config, "racetrace.parameters", "keep"),
        longestValue(config));
  }

  private static boolean is(ConfigProperties config, String name, String value) {
    String text = config.getString(name);
    return text != null && text.strip().toLowerCase(Locale.ROOT).equals(value);
  }

  private static KeyColumns keyColumns(@Nullable String text) {
    try {
      return KeyColumns.of(text == null ? "" : text);
    } catch (IllegalArgumentException wrong) {
      LOGGER.log(
          Level.WARNING, "RACETRACE_KEY_COLUMNS is not used, for it is {0}", wrong.getMessage());
      return KeyColumns.of("");
    }
  }

  private static int longestValue(ConfigProperties config) {
    for (String name :
        new String[] {
          "otel.span.attribute.value.length.limit", "otel.attribute.value.length.limit"
        }) {
      Integer limit = config.getInt(name);
      if (limit != null) {
        return limit;
      }
    }
    return Integer.MAX_VALUE;
  }
}
