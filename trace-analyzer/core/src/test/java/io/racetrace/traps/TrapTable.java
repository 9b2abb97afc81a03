package io.racetrace.traps;

import io.racetrace.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the analyzer fares with the variants of every family. */
final class TrapTable {

  private final TreeMap<String, Row> rows = new TreeMap<>();
  private final Row all = new Row();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> onSafe = new ArrayList<>();
  private final List<String> falselyClean = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  /** The counts of one family. */
  static final class Row {
    private final TreeSet<String> rules = new TreeSet<>();
    int variants;
    int required;
    int found;
    int sure;
    int right;
    int wrong;
    int safe;
    int onSafe;
    int doubtful;

    private void add(Judged judged, int wrongOnSafe) {
      Variant variant = judged.variant();
      rules.addAll(variant.trap().required());
      variants++;
      for (String rule : variant.required()) {
        required++;
        found += judged.found().contains(rule) ? 1 : 0;
        sure += judged.sure().contains(rule) ? 1 : 0;
      }
      right += judged.right().size();
      wrong += judged.wrong().size();
      safe += isSafe(judged) ? 1 : 0;
      onSafe += wrongOnSafe;
      doubtful += judged.doubtful().size();
    }

    double precision() {
      return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }
  }

  private static boolean isSafe(Judged judged) {
    return judged.variant().trap().kind().equals("safe") && !judged.variant().lossy();
  }

  static TrapTable ofAll() {
    TrapTable table = new TrapTable();
    for (TrapCase trap : TrapCase.all()) {
      for (Variant variant : Variants.of(trap)) {
        table.add(variant.judge());
      }
    }
    return table;
  }

  void add(Judged judged) {
    int wrongOnSafe = isSafe(judged) ? judged.wrong().size() + judged.doubtful().size() : 0;
    rows.computeIfAbsent(judged.variant().trap().family(), key -> new Row())
        .add(judged, wrongOnSafe);
    all.add(judged, wrongOnSafe);
    for (String rule : judged.variant().required()) {
      if (!judged.found().contains(rule)) {
        missed.add(judged.variant() + ": " + rule);
      }
    }
    judged.wrong().forEach(finding -> wrong.add(judged.variant() + ": " + finding));
    if (wrongOnSafe > 0) {
      onSafe.add(judged.variant() + ": " + judged.wrong() + judged.doubtful());
    }
    boolean inconclusive =
        judged.variant().ceiling() == null
            || !judged.variant().lossy()
                && judged.variant().trap().expected().contains("inconclusive");
    if (inconclusive && judged.verdict() == Verdict.CLEAN) {
      falselyClean.add(judged.variant().toString());
    }
  }

  Row all() {
    return all;
  }

  /** Findings that are not so, or surer than anybody can be. */
  List<String> wrong() {
    return wrong;
  }

  /** Whatever was found where nothing is wrong and nothing was taken away. */
  List<String> onSafe() {
    return onSafe;
  }

  /** What was called clean though nobody can know. */
  List<String> falselyClean() {
    return falselyClean;
  }

  /** Rules that are broken, and were not found at any certainty. */
  List<String> missed() {
    return missed;
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| family | variants | what is so | found | as PROVEN or LIKELY | PROVEN or LIKELY and right"
            + " | wrong | safe variants | findings on them |\n"
            + "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    rows.forEach((family, row) -> text.append(line(family.replaceFirst("-", " "), row)));
    return text.append(line("**all**", all)).toString();
  }

  private static String line(String name, Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %s | %d | %d | %d | %d |\n",
        name.replace('-', ' '),
        row.variants,
        row.rules.isEmpty() || name.contains("*") ? "" : String.join(", ", row.rules),
        share(row.found, row.required),
        share(row.sure, row.required),
        row.right,
        row.wrong,
        row.safe,
        row.onSafe);
  }

  static String share(int part, int whole) {
    return whole == 0
        ? ""
        : String.format(Locale.ROOT, "%d of %d (%d %%)", part, whole, 100 * part / whole);
  }
}
