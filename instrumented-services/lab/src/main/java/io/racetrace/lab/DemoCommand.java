package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.stage.GivenParts;
import io.racetrace.lab.stage.LabException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs all exhibits in all forms, analyses their spans, and holds the result against the truth. */
@Command(
    name = "demo",
    description = {
      "Run real services into real races, and analyse what they traced.",
      "Starts PostgreSQL, Redis and four services on free ports, sends traffic to the racy and",
      "to the safe forms, stops everything, and prints the findings beside what the database",
      "says is missing. Takes about half a minute."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every row agrees with the database",
      "1:a row does not agree",
      "2:usage error, or the demo could not run"
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final LoadPlan LOAD = new LoadPlan("load", 42, 20, 400, 16);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "racetrace-demo",
      description =
          "Where spans.jsonl, report.txt, .json, .html and truth.json go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("racetrace-demo");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter stderr = spec.commandLine().getErr();
    long start = System.nanoTime();
    try {
      boolean agrees =
          run(
              stdout,
              line -> {
                double seconds = (System.nanoTime() - start) / 1e9;
                stderr.printf(Locale.ROOT, "%5.1f s  %s%n", seconds, line);
                stderr.flush();
              });
      return agrees ? 0 : 1;
    } catch (LabException failure) {
      stderr.println("racetrace demo: " + failure.getMessage());
      return 2;
    } catch (IOException failure) {
      stderr.println("racetrace demo: cannot write to " + out + ": " + failure.getMessage());
      return 2;
    }
  }

  private boolean run(PrintWriter stdout, Consumer<String> progress) throws IOException {
    List<Row> rows = new ArrayList<>();
    LabRun lab = new LabRun(out, "", exhibit -> LOAD, progress);
    lab.run(
        Exhibits.demo().stream().map(LabRun.Chosen::whole).toList(), GivenParts.NONE, rows::add);
    progress.accept("analysing " + lab.spans());
    Losses.writeReports(lab.spans(), out.resolve("report.txt"), out.resolve("report.json"), stdout);
    stdout.println();
    TruthFile.write(rows, out.resolve("truth.json"));
    TruthTable.write(rows, stdout);
    stdout.println();
    stdout.println(
        "spans, reports and truth are in " + out + "; open " + out.resolve("report.html"));
    stdout.flush();
    return rows.stream().allMatch(Row::agrees);
  }
}
