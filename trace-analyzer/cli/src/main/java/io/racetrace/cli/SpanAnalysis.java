package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Schema;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.ownership.Ownerships;
import io.racetrace.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Spans, and the report on them. */
final class SpanAnalysis {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "By how much clocks of two instances may differ; 10ms if nothing is said.")
  private Duration maxClockSkew = Duration.ofMillis(10);

  @Mixin private SpanInput input = new SpanInput();

  @Mixin private ContractOptions contracts = new ContractOptions();

  ContractOptions contracts() {
    return contracts;
  }

  /** Done between the look whether there is input and the work; may refuse to go on. */
  @FunctionalInterface
  interface Check {

    void check() throws IOException;
  }

  SpanInput input() {
    return input;
  }

  /**
   * @param purpose what the command does with spans, for the complaint that there are none
   * @param check of all else that would spoil the work after it is done
   * @throws ParameterException if no input is named, or options contradict each other
   * @throws IOException if something can't be read
   */
  Report report(String purpose, Check check) throws IOException {
    return report(purpose, check, contracts.ownerships());
  }

  /** The same, judged by contracts that were read before. */
  Report report(String purpose, Check check, Ownerships ownerships) throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources(purpose, progress);
    check.check();
    Schema schema = input.schema();
    try {
      return TraceAnalyzer.builder()
          .maxClockSkew(maxClockSkew)
          .schema(schema)
          .declinedStatements(new FullSqlParser())
          .declarations(input.declarations())
          .ownerships(ownerships)
          .build()
          .analyze(sources.stream().map(progress::watched).toArray(SpanSource[]::new));
    } finally {
      progress.end();
    }
  }
}
