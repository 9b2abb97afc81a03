package io.racetrace.cli.saved;

import io.racetrace.history.CoverageRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much can be proven of what each service does to each record type, as JSON has it. */
final class SavedCoverage {

  private static final String INSERTS = "insertsWithoutKey";

  private SavedCoverage() {}

  /** Null if the report does not tell, also of inserts. */
  static @Nullable List<CoverageRow> rows(JsonTree coverage) {
    JsonTree rows = coverage.field("rows");
    List<JsonTree> each = rows.elements();
    boolean isOlder = each.stream().anyMatch(row -> row.field(INSERTS).value() == null);
    return rows.value() == null || isOlder ? null : each.stream().map(SavedCoverage::row).toList();
  }

  private static CoverageRow row(JsonTree tree) {
    String keyColumns = tree.field("keyColumns").textOrNone();
    return new CoverageRow(
        tree.field("service").text(),
        tree.field("recordType").text(),
        keyColumns.isEmpty() ? null : keyColumns,
        tree.field("writes").number(),
        tree.field("writesWithKey").number(),
        tree.field("writesWithUnit").number(),
        tree.field("writesWithOutcome").number(),
        tree.field("writesInWholeTraces").number(),
        tree.field("reads").number(),
        tree.field("readsWithKey").number(),
        tree.field(INSERTS).number());
  }
}
