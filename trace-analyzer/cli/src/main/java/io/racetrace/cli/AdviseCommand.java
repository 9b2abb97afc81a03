package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.report.AdviceJsonWriter;
import io.racetrace.report.AdviceTextWriter;
import io.racetrace.report.Advisory;
import io.racetrace.report.RecordPattern;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace advise}: spans in, out comes which remedy fits the contention in them. */
@Command(
    name = "advise",
    description = {
      "Says of each contended record type which remedy fits, with the numbers that decide: how often"
          + " a hot record changes (lambda), how long from read to write (W), how long it is locked"
          + " (H), how often two meet (c), who writes it, what is called meanwhile, and whether one"
          + " statement would do.",
      "Takes the same input as analyze. What no span tells is said, with what would settle it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:there is advice, or enough was seen to say that nothing is contended",
      " 2:wrong usage, or the run did not complete",
      " 3:nothing is seen to be contended, but too little was seen to rely on that"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace advise spans.jsonl",
      "  racetrace advise spans.jsonl --record-type loyalty_account",
      "  racetrace advise spans.jsonl --record-type 'postgresql/shop/*' --format json",
      "  racetrace advise --jaeger http://localhost:16686 --since 1h --service orders"
    })
final class AdviseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--record-type",
      paramLabel = "TYPE",
      description =
          "Tell of this record type only, such as postgresql/shop/orders or orders, with * for"
              + " anything; can be given again.")
  private List<String> recordTypes = new ArrayList<>();

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "By how much clocks of two instances may differ; 10ms if nothing is said.")
  private Duration maxClockSkew = Duration.ofMillis(10);

  @Mixin private ReportOutput output = new ReportOutput();

  @Mixin private SpanInput input = new SpanInput();

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources("advise on", progress);
    output.check();
    Advisory all = advise(sources, progress);
    Advisory advisory = recordTypes.isEmpty() ? all : all.only(this::isWanted);
    if (advisory.advice().isEmpty() && !all.advice().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "racetrace: no contended record type is called "
                  + String.join(" or ", recordTypes)
                  + "; there are "
                  + all.advice().stream().map(each -> each.measured().recordType()).toList());
      spec.commandLine().getErr().flush();
    }
    output.write(
        spec.commandLine().getOut(),
        (format, colored, to) -> {
          switch (format) {
            case text -> new AdviceTextWriter(colored).write(advisory, to);
            case json -> new AdviceJsonWriter().write(advisory, to);
          }
        });
    return advisory.advice().isEmpty() && !advisory.report().isConclusive()
        ? ExitCode.INCONCLUSIVE
        : ExitCode.CLEAN;
  }

  private Advisory advise(List<SpanSource> sources, Progress progress) throws IOException {
    try {
      return TraceAnalyzer.builder()
          .maxClockSkew(maxClockSkew)
          .schema(input.schema())
          .declinedStatements(new FullSqlParser())
          .declarations(input.declarations())
          .build()
          .advise(sources.stream().map(progress::watched).toArray(SpanSource[]::new));
    } finally {
      progress.end();
    }
  }

  private boolean isWanted(String recordType) {
    return recordTypes.stream().anyMatch(wanted -> new RecordPattern(wanted).matches(recordType));
  }
}
