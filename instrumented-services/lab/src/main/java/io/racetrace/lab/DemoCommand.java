package io.racetrace.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
  private static final String SPANS = "spans.jsonl";
  private static final LoadPlan LOAD = new LoadPlan("load", 42, 20, 400, 16);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "racetrace-demo",
      description =
          "Where spans.jsonl, report.txt, report.json and truth.json go (default: ${DEFAULT-VALUE}).")
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
    Files.createDirectories(out);
    List<Exhibit> exhibits = List.of(new HealthRecordExhibit(), new LoyaltyPointsExhibit());
    List<String> databases = new ArrayList<>();
    for (Exhibit exhibit : exhibits) {
      exhibit.forms().forEach(form -> databases.add(exhibit.database(form)));
    }
    List<Shown> shown = new ArrayList<>();
    try (Lab lab = Lab.start(out.resolve(SPANS), databases, progress)) {
      try {
        for (Exhibit exhibit : exhibits) {
          shown.addAll(show(lab, exhibit, progress));
          // Nobody needs them any more, and a laptop can use the memory.
          lab.stop(exhibit.services());
        }
        progress.accept("services have stopped; all " + lab.awaitSpans() + " spans arrived");
      } catch (LabException failure) {
        throw lab.explained(failure);
      }
    }
    progress.accept("analysing " + out.resolve(SPANS));
    Losses losses = Losses.in(out.resolve(SPANS));
    List<DemoRow> rows = shown.stream().map(one -> one.explainedBy(losses)).toList();
    Losses.writeReports(
        out.resolve(SPANS), out.resolve("report.txt"), out.resolve("report.json"), stdout);
    stdout.println();
    TruthFile.write(rows, out.resolve("truth.json"));
    TruthTable.write(rows, stdout);
    stdout.println();
    stdout.println("spans, reports and truth are in " + out);
    stdout.flush();
    return rows.stream().allMatch(DemoRow::agrees);
  }

  /** What happened, before anybody asked the analyzer. */
  private record Shown(Exhibit exhibit, String form, Truth drill, Truth load) {
    DemoRow explainedBy(Losses losses) {
      return new DemoRow(exhibit, form, drill, load, losses.of(exhibit, form));
    }
  }

  private static List<Shown> show(Lab lab, Exhibit exhibit, Consumer<String> progress) {
    List<Shown> shown = new ArrayList<>();
    for (String form : exhibit.forms()) {
      Truth drill = exhibit.drill(lab, form, exhibit.drillKey());
      Truth load = exhibit.load(lab, form, LOAD);
      shown.add(new Shown(exhibit, form, drill, load));
      progress.accept(
          "%s, %s: drill and %d operations on %d records"
              .formatted(exhibit.name(), form, LOAD.operations(), LOAD.records()));
    }
    return shown;
  }
}
