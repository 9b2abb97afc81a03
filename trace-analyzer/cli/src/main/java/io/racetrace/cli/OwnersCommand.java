package io.racetrace.cli;

import io.racetrace.cli.saved.SavedReport;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Owned;
import io.racetrace.report.OwnersJsonWriter;
import io.racetrace.report.OwnersTextWriter;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.report.WriterDrift;
import io.racetrace.report.WriterMatrix;
import io.racetrace.report.WriterRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code racetrace owners}: who writes what. */
@Command(
    name = "owners",
    description = {
      "Says which services write each record type: by which operation, from which entry point, how"
          + " often, behind which guards, and when first and last.",
      "With an older report, also what has changed since: new writers, operations and entry points,"
          + " lost guards, and what is gone."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:who writes was told",
      " 2:wrong usage, or the run did not complete",
      " 3:too little was seen: others may write, too, or nobody is seen to write what was meant"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace owners spans.jsonl",
      "  racetrace owners --jaeger http://localhost:16686 --since 1h --record-type loyalty_account",
      "  racetrace analyze monday.jsonl --format json --out monday.json",
      "  racetrace owners friday.jsonl --since-report monday.json"
    })
final class OwnersCommand implements Callable<Integer> {

  /** So many record types are named where another one was asked for. */
  private static final int TOLD = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--record-type",
      paramLabel = "PATTERN",
      converter = Pattern.class,
      description =
          "Only these: a name as reports write it or its end, such as users; * stands for anything."
              + " Can be given several times.")
  private List<RecordPattern> recordTypes = new ArrayList<>();

  @Option(
      names = "--since-report",
      paramLabel = "OLD.json",
      description = "Say what has changed since this report, which 'analyze --format json' wrote.")
  private @Nullable Path sinceReport;

  @Mixin private ReportOutput output = new ReportOutput();

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    WriterMatrix old = sinceReport == null ? null : matrix(SavedReport.read(sinceReport));
    Report report = spans.report("owners", output::check);
    WriterMatrix all = WriterMatrix.of(report);
    boolean isAnyUnseen = tellUnseen(all.recordTypes());
    WriterMatrix now = all.only(this::isMeant);
    Owned owned =
        new Owned(
            now, old == null ? null : WriterDrift.between(old.only(this::isMeant), now), report);
    output.write(
        spec.commandLine().getOut(),
        (format, colored, to) -> {
          switch (format) {
            case text -> new OwnersTextWriter(colored).write(owned, to);
            case json -> new OwnersJsonWriter().write(owned, to);
          }
        });
    // Who writes in traces that were not asked for is not told by how much was seen of the others.
    boolean isSelected =
        report.diagnostics().stream()
            .anyMatch(told -> told.kind() == Diagnostic.Kind.SELECTED_SERVICES);
    return report.isConclusive() && !isAnyUnseen && !isSelected
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }

  /** Says which patterns mean nothing that is written; a name may be misspelt. */
  private boolean tellUnseen(List<String> written) {
    PrintWriter err = spec.commandLine().getErr();
    boolean isAny = false;
    for (RecordPattern pattern : recordTypes) {
      if (written.stream().noneMatch(pattern::matches)) {
        isAny = true;
        err.println(
            "racetrace: no writer of "
                + pattern
                + " was seen; what is written is "
                + some(written));
      }
    }
    err.flush();
    return isAny;
  }

  private static String some(List<String> written) {
    if (written.isEmpty()) {
      return "nothing";
    }
    String first = String.join(", ", written.subList(0, Math.min(TOLD, written.size())));
    return written.size() <= TOLD ? first : first + " and " + (written.size() - TOLD) + " more";
  }

  private static WriterMatrix matrix(SavedReport report) throws IOException {
    List<WriterRow> writers = report.writers();
    if (writers == null) {
      throw new IOException(
          report.name()
              + " does not tell who writes what; write it anew with 'racetrace analyze SPANS"
              + " --format json --out report.json'");
    }
    // Drift is told of writes with a key alone.
    return new WriterMatrix(writers, List.of());
  }

  private boolean isMeant(String recordType) {
    return recordTypes.isEmpty()
        || recordTypes.stream().anyMatch(pattern -> pattern.matches(recordType));
  }

  /** Reads a pattern. */
  static final class Pattern implements ITypeConverter<RecordPattern> {

    @Override
    public RecordPattern convert(String text) {
      try {
        return new RecordPattern(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
