package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Schema;
import io.racetrace.cli.ScreeningOptions.Lists;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.ownership.Ownerships;
import io.racetrace.report.Advisory;
import io.racetrace.report.GithubAnnotationWriter;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.JunitXmlWriter;
import io.racetrace.report.MarkdownReportWriter;
import io.racetrace.report.SarifReportWriter;
import io.racetrace.report.Screening;
import io.racetrace.report.TestCase;
import io.racetrace.report.TextReportWriter;
import io.racetrace.report.TraceLinks;
import io.racetrace.report.html.HtmlReportWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code racetrace analyze}: spans in, a report out. */
@Command(
    name = "analyze",
    description = {
      "Looks for races in spans, from files or from a back end, and reports them.",
      "Files hold OTLP as JSON or protobuf, Jaeger's JSON or Zipkin's, plain or packed with gzip or"
          + " zstd; which of them is told by their content, never by their names."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:nothing found, or only below what --fail-on names",
      " 1:findings at or above what --fail-on names",
      " 2:wrong usage, or the run did not complete",
      " 3:nothing found, but too little was seen to call that clean"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace analyze spans.jsonl",
      "  racetrace analyze monday.jsonl.gz tuesday.binpb.zst --fail-on proven",
      "  zcat spans.jsonl.gz | racetrace analyze - --format json --out report.json",
      "  racetrace analyze --jaeger http://localhost:16686 --since 1h --service orders",
      "  racetrace analyze --jaeger https://jaeger.example.org/jaeger \\",
      "      --from 2026-01-31T12:00:00Z --to 2026-01-31T12:10:00Z",
      "  racetrace analyze --zipkin http://localhost:9411 --tag shop.order.id=17",
      "  racetrace analyze --tempo https://tempo.example.org --bearer-file token",
      "  racetrace analyze spans.jsonl --format sarif --out races.sarif",
      "  racetrace analyze spans.jsonl --baseline racetrace-baseline.txt",
      "  racetrace analyze spans.jsonl --format html --out races.html",
      "  racetrace analyze spans.jsonl --contract ownership/ --format sarif",
      "  racetrace analyze spans.jsonl --trace-url jaeger=https://jaeger.example.org",
      "  racetrace analyze spans.jsonl --schema schema.sql",
      "  racetrace analyze spans.jsonl --alias store:pooler:6432=db:5432 \\",
      "      --exclude service:back-fill",
      "  racetrace analyze spans.jsonl --schema jdbc:postgresql://localhost/shop \\",
      "      --schema-driver postgresql.jar --schema-user reader"
    })
final class AnalyzeCommand implements Callable<Integer> {

  /** The forms of a report; in lower case, as they are written on the command line. */
  enum Format {
    text,
    json,
    sarif,
    junit,
    github,
    markdown,
    html
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--fail-on",
      paramLabel = "CERTAINTY",
      converter = FailOn.Converter.class,
      description =
          "Exit with 1 on findings this sure: proven, likely, possible, latent (predicted only) or"
              + " never; likely if nothing is said.")
  private FailOn failOn = FailOn.LIKELY;

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "By how much clocks of two instances may differ; 10ms if nothing is said.")
  private Duration maxClockSkew = Duration.ofMillis(10);

  @Option(
      names = "--exemplars",
      paramLabel = "N",
      converter = Exemplars.class,
      description = "Occurrences of a finding to tell in full, or 'all'; 3 if nothing is said.")
  private int exemplars = 3;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}; text if nothing is said. github are annotations for the log of"
              + " GitHub Actions; html is a page that opens without a network, see --out.")
  private Format format = Format.text;

  @Option(
      names = "--shown-at",
      paramLabel = "FILE",
      description =
          "Where readers of SARIF show findings, as spans don't know files: a file of the"
              + " repository, with slashes; README.md if nothing is said.")
  private String shownAt = "README.md";

  @Option(
      names = "--exceptions",
      paramLabel = "FILE",
      description =
          "A racetrace.yaml as check reads it: its exceptions, and the baseline that it names, count"
              + " here too.")
  private @Nullable Path exceptions;

  @Mixin private ScreeningOptions known = new ScreeningOptions();

  @Mixin private LinkOptions traceUrl = new LinkOptions();

  @Mixin private PrintedOutput output = new PrintedOutput();

  @Mixin private SpanInput input = new SpanInput();

  @Mixin private ContractOptions contracts = new ContractOptions();

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources("analyze", progress);
    TraceLinks links = traceUrl.links(input);
    output.check();
    Lists lists = lists();
    Ownerships ownerships = contracts.ownerships();
    Advisory advisory = analyze(sources, input.schema(), ownerships, progress);
    Screening screening = lists.screen(advisory.report(), spec.commandLine().getErr());
    output.write(
        spec.commandLine().getOut(),
        (colored, to) -> print(advisory, screening, links, colored, to));
    return failOn.exitCode(screening.report());
  }

  private Lists lists() throws IOException {
    if (exceptions == null) {
      return known.read(List.of(), null);
    }
    AssertionsFile file = AssertionsFile.exceptionsOf(exceptions);
    return known.read(file.exceptions(), file.baseline());
  }

  private void print(
      Advisory advisory, Screening screening, TraceLinks links, boolean colored, Appendable to)
      throws IOException {
    switch (format) {
      case text -> new TextReportWriter(colored, links).write(screening, to);
      case json -> new JsonReportWriter(links).write(screening, to);
      case sarif ->
          new SarifReportWriter(RacetraceCommand.version(), shownAt, links).write(screening, to);
      case junit ->
          new JunitXmlWriter().write("racetrace", TestCase.of(screening, failOn::isFailed), to);
      case github -> new GithubAnnotationWriter().write(screening, to);
      case markdown -> new MarkdownReportWriter(links).write(screening, to);
      // All of them: the page cannot say yet what is left out.
      case html -> new HtmlReportWriter(links).write(advisory, to);
    }
  }

  /** Only the page shows which remedy fits the traffic, so only for it is that worked out. */
  private Advisory analyze(
      List<SpanSource> sources, Schema schema, Ownerships ownerships, Progress progress)
      throws IOException {
    TraceAnalyzer analyzer =
        TraceAnalyzer.builder()
            .maxClockSkew(maxClockSkew)
            .exemplars(exemplars)
            .schema(schema)
            .declinedStatements(new FullSqlParser())
            .declarations(input.declarations())
            .ownerships(ownerships)
            .build();
    SpanSource[] watched = sources.stream().map(progress::watched).toArray(SpanSource[]::new);
    try {
      return format == Format.html
          ? analyzer.advise(watched)
          : new Advisory(List.of(), analyzer.analyze(watched));
    } finally {
      progress.end();
    }
  }

  /** A number from 1, or all. */
  static final class Exemplars implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      if (text.equals("all")) {
        return Integer.MAX_VALUE;
      }
      if (!text.matches("[1-9]\\d{0,8}")) {
        throw new TypeConversionException("'" + text + "' is neither a number from 1 nor 'all'");
      }
      return Integer.valueOf(text);
    }
  }
}
