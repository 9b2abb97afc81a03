package io.racetrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.access.RecordType;
import io.racetrace.cli.contract.InferredContracts;
import io.racetrace.history.CoverageRow;
import io.racetrace.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace contract infer}: a first draft of who owns which table. */
@Command(
    name = "infer",
    description = {
      "Writes a contract for each database in which a table was changed: a table that one service"
          + " writes is its own; where several write, a person must decide.",
      "What is there is not overwritten. Databases that ODCS has no server for are left out, and"
          + " told."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the contracts are written",
      " 2:wrong usage, or the run did not complete; nothing is written",
      " 3:they are written, but too little was seen to trust them"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace contract infer spans.jsonl --out ownership",
      "  racetrace contract infer --jaeger http://localhost:16686 --since 7d --out ownership",
      "  racetrace contract lint ownership"
    })
final class ContractInferCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Where the files go; made if it is not there.")
  private Path folder = Path.of("");

  @Option(names = "--force", description = "Replace contracts of the same names.")
  private boolean isForced;

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    Report report = spans.report("contract infer", this::check);
    InferredContracts contracts = InferredContracts.of(report);
    for (String name : contracts.files().keySet()) {
      if (!isForced && Files.exists(folder.resolve(name))) {
        throw new IOException(
            folder.resolve(name)
                + " is there already, and nothing was written; add --force to replace it, or name"
                + " another folder and compare");
      }
    }
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    for (var file : contracts.files().entrySet()) {
      Path to = folder.resolve(file.getKey());
      WholeFile.write(to, out -> out.write(file.getValue().getBytes(UTF_8)));
      lines.add("wrote     " + to);
    }
    tell("decide    ", contracts.undecided(), ": several services write it", lines);
    tell("left out  ", contracts.leftOut(), ": ODCS has no such server, or it has no name", lines);
    for (CoverageRow row : contracts.nameless()) {
      lines.add(
          "not told  "
              + Terminal.printable(row.recordType())
              + ": "
              + Terminal.printable(row.service())
              + " wrote what no span names; it may be any of these tables");
    }
    lines.add(
        contracts.files().isEmpty()
            ? "no table of a database was written; racetrace doctor says what spans lack"
            : "next      racetrace contract lint " + folder);
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
    return report.isConclusive() && contracts.nameless().isEmpty()
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }

  private void check() throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder; name one that is, or that is not there yet");
    }
  }

  private static void tell(String head, List<RecordType> types, String why, List<String> lines) {
    for (RecordType type : types) {
      lines.add(head + type.id().replaceAll("[^ -~]", "?") + why);
    }
  }
}
