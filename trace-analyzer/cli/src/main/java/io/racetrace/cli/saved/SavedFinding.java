package io.racetrace.cli.saved;

import io.racetrace.finding.Fingerprint;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finding as a report tells it.
 *
 * @param guards states by guard and side, such as {@code row-lock on A: absent}
 */
public record SavedFinding(
    String rule,
    String certainty,
    String severity,
    String fingerprint,
    String recordType,
    List<String> columns,
    long count,
    List<String> services,
    String scope,
    String summary,
    Instant firstSeen,
    Instant lastSeen,
    List<String> guards,
    Map<String, BigDecimal> lostAmount,
    long lostUpdates,
    List<SavedExemplar> exemplars) {

  /** Copies the collections. */
  public SavedFinding {
    columns = List.copyOf(columns);
    services = List.copyOf(services);
    guards = List.copyOf(guards);
    lostAmount = Collections.unmodifiableMap(new LinkedHashMap<>(lostAmount));
    exemplars = List.copyOf(exemplars);
  }

  /** The command that prints its page. */
  public String playbook() {
    return new Fingerprint(fingerprint).playbook(rule);
  }

  static SavedFinding of(JsonTree json) {
    return new SavedFinding(
        json.field("rule").text(),
        json.field("certainty").oneOf("PROVEN", "LIKELY", "POSSIBLE", "LATENT"),
        json.field("severity").oneOf("high", "medium", "low"),
        fingerprint(json.field("fingerprint")),
        json.field("recordType").text(),
        json.field("columns").texts(),
        json.field("count").number(),
        json.field("services").texts(),
        json.field("scope").textOrNone(),
        json.field("summary").text(),
        SavedExemplar.time(json.field("firstSeen")),
        SavedExemplar.time(json.field("lastSeen")),
        json.field("guards").elements().stream()
            .map(
                guard ->
                    guard.field("guard").text()
                        + " on "
                        + guard.field("side").text()
                        + ": "
                        + guard.field("state").text())
            .toList(),
        json.field("impact").field("lostAmount").amounts(),
        json.field("impact").field("lostUpdates").number(),
        exemplars(json.field("exemplars")));
  }

  private static String fingerprint(JsonTree json) {
    if (!json.text().matches("[0-9a-f]{16}")) {
      throw new NotOfReportException(json.name() + " is not 16 hexadecimal digits");
    }
    return json.text();
  }

  private static List<SavedExemplar> exemplars(JsonTree json) {
    List<SavedExemplar> exemplars = json.elements().stream().map(SavedExemplar::of).toList();
    if (exemplars.isEmpty()) {
      throw new NotOfReportException(json.name() + " is empty");
    }
    return exemplars;
  }
}
