package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.Form;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.stage.Databases;
import io.racetrace.lab.stage.GivenOtlp;
import io.racetrace.lab.stage.GivenParts;
import io.racetrace.lab.stage.GivenRedis;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.Spans;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows exhibits, and holds what the analyzer finds against the truth of each. */
@Command(
    name = "run",
    description = {
      "Show exhibits: a drill that makes the race certain, then a load; print what should be",
      "there, what is there, and what the analyzer finds in the spans alone.",
      "Starts PostgreSQL, Redis and the services on free ports, and stops them afterwards."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace lab run loyalty-points",
      "  racetrace lab run health-record --form racy --load 2000",
      "  racetrace lab run --all --out monday",
      "  racetrace lab run loyalty-points --agent",
      "  racetrace lab run loyalty-points --postgres postgresql://me:secret@localhost:5432 \\",
      "      --redis redis://localhost:6379 --otlp http://localhost:4318"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every row agrees with the truth",
      "1:a row does not agree",
      "2:usage error, or an exhibit could not be shown"
    },
    mixinStandardHelpOptions = true)
final class LabRunCommand implements Callable<Integer> {
  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("MMdd-HHmmss", Locale.ROOT);

  @Parameters(
      paramLabel = "EXHIBIT",
      arity = "0..*",
      description = "Names of exhibits; racetrace lab list knows them.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Show all exhibits.")
  private boolean all;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description = "Show this form only; may be given several times.")
  private List<String> forms = new ArrayList<>();

  @Option(
      names = "--load",
      paramLabel = "N",
      description = "How many operations to ask for after the drill (default: each exhibit's own).")
  private @Nullable Integer load;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "How many records they are about (default: each exhibit's own).")
  private @Nullable Integer records;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "How many are under way at a time (default: each exhibit's own).")
  private @Nullable Integer concurrency;

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = {
        "Use this PostgreSQL, like postgresql://user:password@host:5432. Databases that are",
        "missing are made there, none is dropped."
      })
  private @Nullable String postgres;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = {
        "Use this Redis, like redis://:password@host:6379. It is never stopped: locks are in one",
        "of the lab's own, since some exhibits stop that."
      })
  private @Nullable String redis;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = {
        "Send all spans there too, like http://host:4318, and the services' metrics, where it",
        "takes any."
      })
  private @Nullable String otlp;

  @Option(
      names = "--etcd",
      paramLabel = "URL",
      description = {
        "Use this etcd, like http://host:2379, for the forms that are named after it. Else the",
        "program etcd is started, where there is one on the PATH."
      })
  private @Nullable String etcd;

  @Option(
      names = "--agent",
      description = {
        "Have all spans made by the stock OpenTelemetry Java agent with racetrace's extension,",
        "and none by the services themselves."
      })
  private boolean agent;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "racetrace-lab",
      description = {
        "Where the spans go: all of them in spans.jsonl, those of each form in EXHIBIT/FORM",
        "with a report; what the services and the stores say is in logs (default:",
        "${DEFAULT-VALUE})."
      })
  private Path out = Path.of("racetrace-lab");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter stderr = spec.commandLine().getErr();
    GivenParts given = new GivenParts(databases(), redis(), otlp(), etcd());
    if (agent && otlp != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--agent and --otlp don't go together: the stock agent sends to one place, and that is"
              + " the lab. Give the spans to the other one afterwards, from "
              + out.resolve("spans.jsonl"));
    }
    List<String> skipped = new ArrayList<>();
    List<LabRun.Chosen> chosen = withoutWhatIsMissing(chosen(), given, skipped);
    skipped.forEach(stderr::println);
    // Records of an earlier run may still be in stores that were given.
    String run =
        postgres == null && redis == null
            ? ""
            : "-" + ZonedDateTime.now(ZoneOffset.UTC).format(RUN);
    chosen.forEach(each -> plan(each.exhibit(), run));
    long start = System.nanoTime();
    List<Row> rows = new ArrayList<>();
    boolean isWhole = false;
    try {
      LabRun lab =
          new LabRun(
              out,
              run,
              exhibit -> plan(exhibit, run),
              line -> {
                stderr.printf(
                    Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
                stderr.flush();
              });
      lab.run(
          chosen,
          given,
          agent ? Spans.BY_AGENT : Spans.BY_LIBRARIES,
          row -> {
            rows.add(row);
            Losses.writeReports(lab.folder(row.exhibit(), row.form()));
          });
      isWhole = true;
    } catch (LabException failure) {
      stderr.println("racetrace lab: " + failure.getMessage());
    } catch (IOException failure) {
      stderr.println("racetrace lab: cannot write to " + out + ": " + failure.getMessage());
    }
    LabTable.write(rows, stdout);
    skipped.forEach(stdout::println);
    if (!isWhole) {
      stdout.println("the run did not complete: what is missing above was not shown");
    }
    stdout.println("spans and reports are in " + out);
    stdout.flush();
    if (!isWhole) {
      return 2;
    }
    return rows.stream().allMatch(Row::agrees) ? 0 : 1;
  }

  private LoadPlan plan(Exhibit exhibit, String run) {
    LoadPlan usual = exhibit.usualLoad("load" + run);
    try {
      return new LoadPlan(
          usual.name(),
          usual.seed(),
          records == null ? usual.records() : records,
          load == null ? usual.operations() : load,
          concurrency == null ? usual.concurrency() : concurrency);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(refused.getMessage()), refused);
    }
  }

  private List<LabRun.Chosen> chosen() {
    if (all == !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name exhibits, or say --all; racetrace lab list knows the names");
    }
    List<Exhibit> exhibits =
        all ? Exhibits.all() : names.stream().distinct().map(this::named).toList();
    List<LabRun.Chosen> chosen = new ArrayList<>();
    for (Exhibit exhibit : exhibits) {
      List<Form> some =
          exhibit.forms().stream()
              .filter(form -> forms.isEmpty() || forms.contains(form.name()))
              .toList();
      if (!some.isEmpty()) {
        chosen.add(new LabRun.Chosen(exhibit, some));
      } else if (!all) {
        throw new ParameterException(
            spec.commandLine(),
            "%s has no form %s; it has %s"
                .formatted(exhibit.name(), String.join(" or ", forms), exhibit.forms()));
      }
    }
    if (chosen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no exhibit has a form " + String.join(" or ", forms));
    }
    return chosen;
  }

  private List<LabRun.Chosen> withoutWhatIsMissing(
      List<LabRun.Chosen> chosen, GivenParts given, List<String> skipped) {
    if (given.haveEtcd()) {
      return chosen;
    }
    List<LabRun.Chosen> left = new ArrayList<>();
    for (LabRun.Chosen each : chosen) {
      List<Form> there = new ArrayList<>();
      for (Form form : each.forms()) {
        if (each.exhibit().needsEtcd(form)) {
          skipped.add(
              each.exhibit().name()
                  + ", "
                  + form
                  + ": SKIPPED, since no program etcd is on the PATH, and none is given by --etcd");
        } else {
          there.add(form);
        }
      }
      if (!there.isEmpty()) {
        left.add(new LabRun.Chosen(each.exhibit(), there));
      }
    }
    if (left.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("\n", skipped));
    }
    return left;
  }

  private Exhibit named(String name) {
    return Exhibits.named(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "no exhibit is called " + name + "; racetrace lab list knows the names"));
  }

  private @Nullable Databases databases() {
    return parsed("--postgres", postgres, Databases::at);
  }

  private @Nullable GivenRedis redis() {
    return parsed("--redis", redis, GivenRedis::new);
  }

  private @Nullable GivenOtlp otlp() {
    return parsed("--otlp", otlp, GivenOtlp::at);
  }

  private @Nullable URI etcd() {
    return parsed("--etcd", etcd, LabRunCommand::http);
  }

  private static URI http(String url) {
    if (!url.matches("https?://[^/ ]+/*")) {
      throw new IllegalArgumentException("it must be like http://host:2379");
    }
    return URI.create(url.replaceAll("/+$", ""));
  }

  private <T> @Nullable T parsed(String option, @Nullable String url, Function<String, T> parser) {
    try {
      return url == null ? null : parser.apply(url);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + refused.getMessage(), refused);
    }
  }
}
