package io.racetrace.cli.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageRow;
import io.racetrace.report.Report;
import io.racetrace.report.WriterMatrix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Contracts as traces suggest them, one for each database: a draft, for people to correct.
 *
 * @param files what is to be in them, by their names
 * @param undecided record types that several services write
 * @param leftOut record types of stores that ODCS can't describe, or that spans don't name
 * @param nameless writes of these databases of which no span names the table: it may be any of
 *     these
 */
public record InferredContracts(
    SortedMap<String, String> files,
    List<RecordType> undecided,
    List<RecordType> leftOut,
    List<CoverageRow> nameless) {

  /** What a report's writers suggest; equal reports give equal files. */
  public static InferredContracts of(Report report) {
    Map<Store, List<InferredTable>> tables = new LinkedHashMap<>();
    List<RecordType> leftOut = new ArrayList<>();
    WriterMatrix matrix = WriterMatrix.of(report);
    for (RecordType type : types(report.census().types(), matrix)) {
      List<String> keyless =
          matrix.keyless().stream()
              .filter(row -> row.recordType().equals(type.id()))
              .map(CoverageRow::service)
              .toList();
      if (keyless.isEmpty() && report.census().writers(type).isEmpty()) {
        continue;
      }
      if (InferredServer.of(type.store()) == null) {
        leftOut.add(type);
      } else {
        tables
            .computeIfAbsent(type.store(), store -> new ArrayList<>())
            .add(InferredTable.of(type, report.census(), keyless));
      }
    }
    SortedMap<String, String> files = new TreeMap<>();
    List<CoverageRow> nameless =
        matrix.keyless().stream()
            .filter(row -> tables.keySet().stream().anyMatch(store -> mayBeIn(store, row)))
            .toList();
    tables.forEach(
        (store, all) ->
            files.put(
                free(name(store), files),
                text(
                    store,
                    all,
                    report.coverage(),
                    nameless.stream().filter(row -> mayBeIn(store, row)).toList())));
    List<RecordType> undecided =
        tables.values().stream()
            .flatMap(List::stream)
            .filter(InferredTable::isUndecided)
            .map(InferredTable::type)
            .toList();
    return new InferredContracts(files, undecided, leftOut, nameless);
  }

  /** Those of the census, and those of which no write tells its record. */
  private static SortedSet<RecordType> types(Collection<RecordType> ofCensus, WriterMatrix matrix) {
    SortedSet<RecordType> types = new TreeSet<>(ofCensus);
    SortedSet<String> known = new TreeSet<>();
    ofCensus.forEach(type -> known.add(type.id()));
    for (CoverageRow row : matrix.keyless()) {
      if (!row.isNameless() && known.add(row.recordType())) {
        types.add(placed(RecordType.named(row.recordType()), ofCensus));
      }
    }
    return types;
  }

  /** Coverage does not tell the server; a database of that name has one contract, not two. */
  private static RecordType placed(RecordType named, Collection<RecordType> ofCensus) {
    return ofCensus.stream()
        .map(RecordType::store)
        .filter(store -> store.system().equals(named.store().system()))
        .filter(store -> store.database().equals(named.store().database()))
        .findFirst()
        .map(store -> new RecordType(store, named.name()))
        .orElse(named);
  }

  /** Whether what the row tells of has no name, and may be in the store. */
  private static boolean mayBeIn(Store store, CoverageRow row) {
    Store told = RecordType.named(row.recordType()).store();
    return row.recordType().equals(CoverageRow.FURTHER)
        || row.isNameless()
            && told.system().equals(store.system())
            && (told.database().isEmpty() || told.database().equals(store.database()));
  }

  private static String text(
      Store store, List<InferredTable> tables, Coverage coverage, List<CoverageRow> nameless) {
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
                coverage.writes())
            + nameless.stream()
                .map(row -> " " + row.service() + " also wrote what no span names; it may be here.")
                .distinct()
                .collect(Collectors.joining()));
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
