package io.racetrace.lab.measure;

import io.racetrace.lab.stage.LabException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what remedies cost and save; the remedies' pages quote its table. */
@Command(
    name = "measure",
    description = {
      "Measure what remedies cost: the forms of an exhibit under the same load, one after the",
      "other and again, as ratios within each round. Prints the median over the rounds, and the",
      "lowest and the highest. A busy machine shows in how far these are apart."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace lab measure hot-row",
      "  racetrace lab measure --rounds 9 --out docs/remedies.md"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "2:usage error, or something could not be measured"},
    mixinStandardHelpOptions = true)
public final class LabMeasureCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMPARISON",
      arity = "0..*",
      description = "Which to measure; all, if none is named. An unknown one is answered with all.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each form is measured, after one round to warm up (default: 5).")
  private int rounds;

  @Option(
      names = "--share",
      paramLabel = "N",
      defaultValue = "1",
      description = "Divide all loads by this, only to see that it works (default: 1).")
  private int share;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the table there, not to the standard output.")
  private @Nullable Path out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || share < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds and --share are at least 1");
    }
    PrintWriter stderr = spec.commandLine().getErr();
    Path spans = Files.createTempFile("racetrace-measure-", ".jsonl");
    long start = System.nanoTime();
    try {
      Measurement measurement =
          new Measurement(
              rounds,
              share,
              line -> {
                stderr.printf(
                    Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
                stderr.flush();
              });
      write(measurement.of(chosen(), spans));
      return 0;
    } catch (LabException failure) {
      stderr.println("racetrace lab: " + failure.getMessage());
      return 2;
    } finally {
      Files.deleteIfExists(spans);
    }
  }

  private List<Comparison> chosen() {
    List<String> known = Comparison.all().stream().map(Comparison::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no comparison '" + name + "'; there are " + String.join(", ", known));
      }
    }
    return Comparison.all().stream()
        .filter(comparison -> names.isEmpty() || names.contains(comparison.name()))
        .toList();
  }

  private void write(List<Figure> figures) throws IOException {
    String table = MeasuredPage.of(figures, rounds, Runtime.getRuntime().availableProcessors());
    if (out == null) {
      spec.commandLine().getOut().print(table);
      spec.commandLine().getOut().flush();
    } else {
      try {
        Files.writeString(out, table);
      } catch (IOException failure) {
        throw new ParameterException(
            spec.commandLine(), "cannot write to " + out + ": " + failure.getMessage(), failure);
      }
    }
  }
}
