package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.access.RecordType;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.history.LockTally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who writes each record type and behind which guards, and what the guards refused. */
final class WritersText {

  /** What is left of a hundred columns beside the indent and the count. */
  private static final int WIDTH = 78;

  private final Ink ink;

  WritersText(Ink ink) {
    this.ink = ink;
  }

  String text(Report report) {
    StringBuilder text = new StringBuilder();
    for (RecordType type : report.census().types()) {
      text.append("writers   ").append(ink.strong(Printable.text(type.id()))).append('\n');
      counts(report.census().writers(type))
          .forEach(
              (line, count) ->
                  text.append("          ").append(line).append(times(count)).append('\n'));
      for (Map.Entry<Guard, Long> refusal : report.census().refusals(type).entrySet()) {
        text.append("          ")
            .append(ink.good("PREVENTED"))
            .append("  ")
            .append(refusal.getKey().id())
            .append(" refused a write")
            .append(times(refusal.getValue()))
            .append('\n');
      }
    }
    report
        .census()
        .locks()
        .forEach((type, tally) -> text.append("lock      ").append(lock(type, tally)).append('\n'));
    return text.append(text.length() == 0 ? "" : "\n").toString();
  }

  private static Map<String, Long> counts(List<Map.Entry<Writer, Tally>> writers) {
    Map<String, Long> counts = new TreeMap<>();
    for (Map.Entry<Writer, Tally> entry : writers) {
      Writer writer = entry.getKey();
      String guards =
          writer.guards().isEmpty()
              ? "no guard"
              : new TreeSet<>(writer.guards())
                      .stream().map(Guard::id).collect(Collectors.joining(", "))
                  + " present";
      String line =
          Printable.cut(
              writer.service()
                  + "  "
                  + writer.does().id()
                  + "  "
                  + guards
                  + "  "
                  + writer.operation(),
              WIDTH);
      counts.merge(line, entry.getValue().count(), Long::sum);
    }
    return counts;
  }

  private static String lock(RecordType type, LockTally tally) {
    String scripts = tally.scripts() == 0 ? "" : "; scripts" + times(tally.scripts());
    return Printable.cut(
        type.id()
            + "  asked for"
            + times(tally.acquires())
            + ", "
            + tally.timed()
            + " with a time limit; given back"
            + times(tally.releases() + tally.checkedReleases())
            + ", "
            + tally.checkedReleases()
            + " by token"
            + scripts,
        WIDTH + 12);
  }

  private static String times(long count) {
    return "  " + count + (count == 1 ? " time" : " times");
  }
}
