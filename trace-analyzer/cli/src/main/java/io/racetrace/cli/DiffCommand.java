package io.racetrace.cli;

import io.racetrace.cli.saved.ReportDiff;
import io.racetrace.cli.saved.ReportDiff.Change;
import io.racetrace.cli.saved.ReportDiff.Kind;
import io.racetrace.cli.saved.SavedFinding;
import io.racetrace.cli.saved.SavedReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code racetrace diff}: what came and what went between two reports. */
@Command(
    name = "diff",
    description = {
      "Says which findings of two reports are new, worse, unchanged or gone; a finding is known by"
          + " its fingerprint.",
      "Worse is what is surer, graver, or seen more often. The reports are those that 'racetrace"
          + " analyze --format json' writes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:nothing at or above what --fail-on names is new, or came to be so sure",
      " 1:something is",
      " 2:wrong usage, or a file that is no such report",
      " 3:nothing is, but the newer report had seen too little to call that clean"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace analyze spans.jsonl --format json --out today.json",
      "  racetrace diff yesterday.json today.json",
      "  racetrace diff main.json branch.json --fail-on possible --format json"
    })
final class DiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD.json", description = "The report of before.")
  private Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW.json", description = "The report of now.")
  private Path now = Path.of("");

  @Option(
      names = "--fail-on",
      paramLabel = "CERTAINTY",
      converter = FailOn.Converter.class,
      description =
          "Exit with 1 on what is new and this sure: proven, likely, possible, latent (predicted"
              + " only) or never; likely if nothing is said.")
  private FailOn failOn = FailOn.LIKELY;

  @Mixin private ReportOutput output = new ReportOutput();

  @Override
  public Integer call() throws IOException {
    output.check();
    SavedReport newer = SavedReport.read(now);
    ReportDiff diff = ReportDiff.of(SavedReport.read(old), newer);
    output.write(
        spec.commandLine().getOut(),
        (format, colored, to) -> {
          switch (format) {
            case text -> text(diff, newer, to);
            case json -> json(diff, newer, to);
          }
        });
    if (diff.changes().stream().anyMatch(failOn::isFailed)) {
      return ExitCode.FINDINGS;
    }
    return newer.isConclusive() ? ExitCode.CLEAN : ExitCode.INCONCLUSIVE;
  }

  private static void text(ReportDiff diff, SavedReport newer, Appendable to) throws IOException {
    for (Kind kind : Kind.values()) {
      for (Change change : diff.of(kind)) {
        SavedFinding finding = change.finding();
        String was = change.was();
        to.append(
            String.format(
                "%-9s  %-8s  %-6s  %s  %s  %s  %s%s%n",
                kind.id(),
                finding.certainty(),
                finding.severity(),
                finding.rule(),
                finding.fingerprint(),
                Terminal.printable(finding.recordType()),
                ReportDiff.times(finding.count()),
                was.isEmpty() ? "" : "  was " + was));
        to.append(
            kind == Kind.NEW ? "           " + Terminal.printable(finding.summary()) + "\n" : "");
      }
    }
    to.append(diff.changes().isEmpty() ? "" : "\n");
    to.append(
            Arrays.stream(Kind.values())
                .map(kind -> diff.of(kind).size() + " " + kind.id())
                .collect(Collectors.joining(", ")))
        .append('\n');
    if (!newer.isConclusive()) {
      to.append("too little was seen for the newer report to say that anything is gone, or that")
          .append(" nothing else is new\n");
    }
  }

  private static void json(ReportDiff diff, SavedReport newer, Appendable to) throws IOException {
    PrettyJson.write(
        "racetrace-diff/1",
        to,
        json -> {
          json.writeBooleanProperty("conclusive", newer.isConclusive());
          for (Kind kind : Kind.values()) {
            json.writeArrayPropertyStart(kind.id());
            diff.of(kind).forEach(change -> change(json, kind, change));
            json.writeEndArray();
          }
        });
  }

  private static void change(JsonGenerator json, Kind kind, Change change) {
    json.writeStartObject();
    json.writeStringProperty("fingerprint", change.finding().fingerprint());
    json.writeStringProperty("rule", change.finding().rule());
    json.writeStringProperty("recordType", change.finding().recordType());
    json.writeStringProperty("summary", change.finding().summary());
    measures(json, change.finding());
    SavedFinding before = change.before();
    if (before != null && kind != Kind.GONE) {
      json.writeObjectPropertyStart("before");
      measures(json, before);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void measures(JsonGenerator json, SavedFinding finding) {
    json.writeStringProperty("certainty", finding.certainty());
    json.writeStringProperty("severity", finding.severity());
    json.writeNumberProperty("count", finding.count());
  }
}
