package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.Expected;
import io.racetrace.lab.exhibit.Form;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what there is to be seen. */
@Command(
    name = "list",
    description = {
      "List all exhibits: what each shows, its forms, and what the analyzer has to find in them."
    },
    mixinStandardHelpOptions = true)
final class LabListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Exhibit exhibit : Exhibits.all()) {
      out.printf("%-22s %s%n", exhibit.name(), exhibit.title());
      for (Form form : exhibit.forms()) {
        out.printf(
            "  %-20s %s%n",
            form.name(), finds(form) + (exhibit.needsEtcd(form) ? " (needs etcd)" : ""));
      }
    }
    out.printf("%nracetrace lab run EXHIBIT shows one, racetrace lab run --all shows all.%n");
    out.flush();
    return 0;
  }

  private static String finds(Form form) {
    return form.must().isEmpty()
        ? "finds nothing"
        : "finds " + form.must().stream().map(Expected::toString).collect(Collectors.joining(", "));
  }
}
