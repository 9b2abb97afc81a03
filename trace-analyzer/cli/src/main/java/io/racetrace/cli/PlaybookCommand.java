package io.racetrace.cli;

import io.racetrace.cli.page.FilledPage;
import io.racetrace.cli.page.FindingHead;
import io.racetrace.cli.page.PageIndex;
import io.racetrace.cli.page.PageRecord;
import io.racetrace.cli.page.RulePage;
import io.racetrace.cli.saved.NoSuchFindingException;
import io.racetrace.cli.saved.SavedFinding;
import io.racetrace.cli.saved.SavedReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code racetrace playbook}: what to do about a finding, with its values in the commands. */
@Command(
    name = "playbook",
    description = {
      "Prints the page of a finding's rule, with the finding's record in its commands, each value"
          + " quoted for the shell or the SQL that it lands in.",
      "The finding is found by the first characters of its fingerprint, in reports that 'racetrace"
          + " analyze --format json' wrote."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the page, or the list, was printed",
      " 2:there is no such rule, or not exactly one such finding"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace analyze spans.jsonl --format json --out report.json",
      "  racetrace playbook lost-update --finding b12910c9 --report report.json",
      "  racetrace playbook --finding b129 --report monday.json --report tuesday.json",
      "  racetrace playbook --finding b129 --report report.json --exemplar 2",
      "  racetrace playbook --list"
    })
final class PlaybookCommand implements Callable<Integer> {

  private static final int SHORTEST = 4;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "RULE",
      arity = "0..1",
      description = "The rule; the finding's own if nothing is said.")
  private @Nullable String rule;

  @Option(
      names = "--finding",
      paramLabel = "ID",
      description = "The finding: its fingerprint, or at least the first 4 characters of it.")
  private @Nullable String finding;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Where it is: a report in JSON; several are all looked through.")
  private List<Path> reports = new ArrayList<>();

  @Option(
      names = "--exemplar",
      paramLabel = "N",
      description =
          "Which of the finding's occurrences in the report to take the record from; the surest,"
              + " 1, if nothing is said.")
  private @Nullable Integer exemplar;

  @Option(names = "--list", description = "List the pages.")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    Map<String, String> pages = PageIndex.rules();
    PrintWriter out = spec.commandLine().getOut();
    if (rule != null && !pages.containsKey(rule)) {
      throw usage(PageIndex.unknown("rule", rule, List.copyOf(pages.keySet())));
    }
    if (list) {
      int width = pages.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
      PageIndex.lines(pages, width).forEach(out::println);
    } else if (!reports.isEmpty()) {
      return filled(out);
    } else if (finding != null) {
      throw usage(
          "nothing says where finding "
              + finding
              + " is: add --report FILE, a report that 'racetrace analyze SPANS --format json --out"
              + " FILE' wrote");
    } else if (rule == null) {
      throw usage("say which page: --finding ID --report FILE, or a rule; --list has the rules");
    } else {
      out.print(RulePage.text(rule));
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private int filled(PrintWriter out) throws IOException {
    if (finding != null && !finding.matches("[0-9a-f]{" + SHORTEST + ",16}")) {
      throw usage(
          "--finding '"
              + finding
              + "' is not the beginning of a fingerprint: "
              + SHORTEST
              + " to 16 of the digits 0-9 and a-f");
    }
    SavedReports saved = SavedReports.read(reports);
    SavedFinding found;
    try {
      found = saved.find(finding, rule).finding();
    } catch (NoSuchFindingException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("racetrace: " + e.getMessage());
      e.candidates().forEach(line -> err.println("  " + line));
      err.flush();
      return ExitCode.FAILED;
    }
    print(found, out);
    return ExitCode.CLEAN;
  }

  private void print(SavedFinding found, PrintWriter out) throws IOException {
    int number = exemplar == null ? 1 : exemplar;
    if (number < 1 || number > found.exemplars().size()) {
      throw usage(
          "--exemplar "
              + number
              + ": the report tells "
              + found.exemplars().size()
              + " of "
              + found.count()
              + " occurrences; write it with --exemplars all to have each");
    }
    if (!PageIndex.rules().containsKey(found.rule())) {
      throw usage(
          "finding "
              + found.fingerprint()
              + " is of a rule that this racetrace has no page of: "
              + found.rule()
              + "; was the report written by another version?");
    }
    PageRecord example =
        new PageRecord(
            RulePage.data(found.rule(), "example-type"),
            RulePage.data(found.rule(), "example-key").replace("\"", ""));
    PageRecord record =
        new PageRecord(found.recordType(), found.exemplars().get(number - 1).recordKey());
    FilledPage page = FilledPage.of(RulePage.text(found.rule()), example, record, found.services());
    int title = page.text().indexOf('\n') + 1;
    out.print(page.text().substring(0, title));
    out.print("\n" + FindingHead.of(found, number - 1, page.notes()));
    out.print(page.text().substring(title));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    page.notes().forEach(note -> err.println("racetrace: " + note));
    err.flush();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
