package io.racetrace.cli.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.history.Coverage;
import io.racetrace.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Contracts as traces suggest them, one for each database: a draft, for people to correct.
 *
 * @param files what is to be in them, by their names
 * @param undecided record types that several services write
 * @param leftOut record types of stores that ODCS can't describe, or that spans don't name
 */
public record InferredContracts(
    SortedMap<String, String> files, List<RecordType> undecided, List<RecordType> leftOut) {

  /** What a report's writers suggest; equal reports give equal files. */
  public static InferredContracts of(Report report) {
    Map<Store, List<InferredTable>> tables = new LinkedHashMap<>();
    List<RecordType> leftOut = new ArrayList<>();
    for (RecordType type : report.census().types()) {
      if (report.census().writers(type).isEmpty()) {
        continue;
      }
      if (InferredServer.of(type.store()) == null) {
        leftOut.add(type);
      } else {
        tables
            .computeIfAbsent(type.store(), store -> new ArrayList<>())
            .add(InferredTable.of(type, report.census()));
      }
    }
    SortedMap<String, String> files = new TreeMap<>();
    tables.forEach(
        (store, all) -> files.put(free(name(store), files), text(store, all, report.coverage())));
    List<RecordType> undecided =
        tables.values().stream()
            .flatMap(List::stream)
            .filter(InferredTable::isUndecided)
            .map(InferredTable::type)
            .toList();
    return new InferredContracts(files, undecided, leftOut);
  }

  private static String text(Store store, List<InferredTable> tables, Coverage coverage) {
    Map<String, Object> contract = new LinkedHashMap<>();
    contract.put("apiVersion", "v3.1.0");
    contract.put("kind", "DataContract");
    contract.put("id", UUID.nameUUIDFromBytes(store.toString().getBytes(UTF_8)).toString());
    contract.put("name", store.database() + "-ownership");
    contract.put("version", "0.1.0");
    contract.put("status", "draft");
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("purpose", "Says which service may write which table.");
    description.put(
        "limitations",
        String.format(
            Locale.ROOT,
            "Inferred from %d spans, in which %d of %d writes tell which record they change. Who"
                + " writes seldom, or without spans, is not in it.",
            coverage.spans(),
            coverage.writesWithKey(),
            coverage.writes()));
    contract.put("description", description);
    contract.put("servers", List.of(InferredServer.of(store)));
    contract.put("schema", tables.stream().map(InferredTable::entry).toList());
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setWidth(110)
            .build();
    return new Dump(settings).dumpToString(contract);
  }

  /** Letters and digits only: what is in a span must not choose where a file goes. */
  private static String name(Store store) {
    String plain =
        (store.system() + "-" + store.database())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return plain.substring(0, Math.min(plain.length(), 80));
  }

  private static String free(String name, SortedMap<String, String> files) {
    String free = name + ".yaml";
    for (int i = 2; files.containsKey(free); i++) {
      free = name + "-" + i + ".yaml";
    }
    return free;
  }
}
