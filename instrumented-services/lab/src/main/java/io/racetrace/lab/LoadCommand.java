package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.Databases;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.Postgres;
import io.racetrace.lab.stage.RunningServices;
import io.racetrace.lab.stage.Stage;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends the demo's traffic to services that run already, and asks their database what is lost. */
@Command(
    name = "load",
    description = {
      "Send traffic to services that run already, on the request path and on the event path.",
      "For each pair of services that answers: one race made certain, then many operations at a",
      "time, on records that are new in each run. Prints what the database lacks afterwards.",
      "Where they are: INGRESS_URL, OPERATOR_URL, ORDER_URL, REFERRAL_URL, DATABASE_URL,",
      "DATABASE_USER and DATABASE_PASSWORD; if not given, the services' own defaults."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the traffic was sent and answered",
      "2:usage error, or the traffic could not be sent"
    },
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("MMdd-HHmmss", Locale.ROOT);
  // The services send their spans every 200 ms.
  private static final Duration SPANS_UNDER_WAY = Duration.ofSeconds(1);

  @Option(
      names = "--form",
      paramLabel = "FORM",
      defaultValue = "racy",
      description = "The form of the services, where they know it (default: ${DEFAULT-VALUE}).")
  private String form = "racy";

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many changes to ask each pair for (default: ${DEFAULT-VALUE}).")
  private int operations;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many records they change (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many requests are under way at a time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  private final Function<String, @Nullable String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * @param environment gives a variable's value, or null
   */
  LoadCommand(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Exhibit> exhibits =
        Exhibits.demo().stream()
            .filter(
                exhibit -> exhibit.forms().stream().anyMatch(known -> known.name().equals(form)))
            .toList();
    if (exhibits.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "no service knows the form " + form);
    }
    LoadPlan plan;
    String run = ZonedDateTime.now(ZoneOffset.UTC).format(RUN);
    try {
      plan = new LoadPlan("load-" + run, run.hashCode(), records, operations, concurrency);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(refused.getMessage()), refused);
    }
    try {
      int shown = 0;
      Stage stage = stage();
      for (Exhibit exhibit : exhibits) {
        if (isThere(exhibit, stage)) {
          Truth drill = exhibit.drill(stage, form, "drill-" + run);
          Truth truth = drill.plus(exhibit.load(stage, form, plan));
          out.println(line(exhibit, truth));
          shown++;
        } else {
          out.printf("%s: skipped, %s do not run%n", exhibit.name(), names(exhibit));
        }
        out.flush();
      }
      if (shown == 0) {
        throw new LabException("no services run at the addresses given");
      }
    } catch (LabException failure) {
      spec.commandLine().getErr().println("racetrace load: " + failure.getMessage());
      return 2;
    }
    LockSupport.parkNanos(SPANS_UNDER_WAY.toNanos());
    return 0;
  }

  private Stage stage() {
    return new RunningServices(
        Map.of(
            Lab.INGRESS, URI.create(setting("INGRESS_URL", "http://127.0.0.1:8081")),
            Lab.OPERATOR, URI.create(setting("OPERATOR_URL", "http://127.0.0.1:8082")),
            Lab.ORDER, URI.create(setting("ORDER_URL", "http://127.0.0.1:8083")),
            Lab.REFERRAL, URI.create(setting("REFERRAL_URL", "http://127.0.0.1:8084"))),
        new Databases(
            setting("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/{database}"),
            setting("DATABASE_USER", Postgres.USER),
            setting("DATABASE_PASSWORD", Postgres.PASSWORD)));
  }

  private String setting(String name, String otherwise) {
    String value = environment.apply(name);
    return value == null ? otherwise : value;
  }

  // None of its services: somebody chose not to start them. Some of them: one is missing.
  private static boolean isThere(Exhibit exhibit, Stage stage) {
    List<String> silent =
        exhibit.services().stream().filter(service -> !stage.door(service).isReady()).toList();
    if (!silent.isEmpty() && silent.size() < exhibit.services().size()) {
      throw new LabException(String.join(", ", silent) + " does not answer");
    }
    return silent.isEmpty();
  }

  private static String names(Exhibit exhibit) {
    return String.join(" and ", exhibit.services());
  }

  private String line(Exhibit exhibit, Truth truth) {
    return "%s, %s: %d operations by %s; %s should be %d and are %d: %d are lost"
        .formatted(
            exhibit.name(),
            form,
            truth.operations(),
            names(exhibit),
            exhibit.unit(),
            truth.expected(),
            truth.found(),
            truth.missing());
  }
}
