package io.racetrace.cli.page;

import io.racetrace.cli.saved.SavedExemplar;
import io.racetrace.cli.saved.SavedExemplar.Side;
import io.racetrace.cli.saved.SavedExemplar.Step;
import io.racetrace.cli.saved.SavedFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the page of a finding begins with: the finding itself. */
public final class FindingHead {

  private FindingHead() {}

  /**
   * Indented, so that in Markdown nothing in it is more than text.
   *
   * @param exemplar the index of the one that the page is filled with
   * @param notes what had to stay as it was
   */
  public static String of(SavedFinding finding, int exemplar, List<String> notes) {
    SavedExemplar shown = finding.exemplars().get(exemplar);
    List<String> lines = new ArrayList<>();
    lines.add(
        "finding   "
            + finding.fingerprint()
            + "  "
            + finding.rule()
            + "  "
            + finding.certainty()
            + "  "
            + finding.severity()
            + "  "
            + (finding.count() == 1 ? "once" : finding.count() + " times"));
    lines.add("          " + shown.summary());
    lines.add("record    " + finding.recordType() + " key=" + shown.recordKey());
    lines.add("seen      " + finding.firstSeen() + " to " + finding.lastSeen());
    side(lines, "A", shown.sides().get(0));
    side(lines, "B", shown.sides().get(1));
    for (Step step : shown.steps()) {
      lines.add(
          "          "
              + step.time()
              + "  "
              + step.side()
              + " "
              + step.action()
              + (step.remark().isEmpty() ? "" : "  " + step.remark()));
    }
    if (!finding.lostAmount().isEmpty()) {
      lines.add(
          "lost      "
              + finding.lostAmount().entrySet().stream()
                  .map(lost -> lost.getKey() + " " + lost.getValue().toPlainString())
                  .collect(Collectors.joining(", "))
              + " in all");
    }
    if (finding.exemplars().size() > 1) {
      lines.add(
          "told      occurrence "
              + (exemplar + 1)
              + " of "
              + finding.exemplars().size()
              + " in the report; --exemplar N takes another one");
    }
    notes.forEach(note -> lines.add("note      " + note));
    return lines.stream().map(line -> "    " + shown(line) + "\n").collect(Collectors.joining());
  }

  private static void side(List<String> lines, String name, Side side) {
    lines.add(
        name
            + "         "
            + side.service()
            + "  "
            + side.entryPoint()
            + " ("
            + side.path()
            + ")  trace "
            + side.traceId()
            + side.spanIds().stream().map(id -> "  span " + id).collect(Collectors.joining()));
    side.links().forEach(link -> lines.add("          " + link));
  }

  /** What a terminal would act on does not get there. */
  private static String shown(String line) {
    return line.codePoints()
        .map(point -> Quoted.isPossible(Character.toString(point)) ? point : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
