package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.cli.publish.FindingTrace;
import io.racetrace.cli.publish.OtlpPublisher;
import io.racetrace.cli.publish.OtlpPublisher.Protocol;
import io.racetrace.cli.publish.PublishedTraces;
import io.racetrace.cli.saved.SavedFinding;
import io.racetrace.cli.saved.SavedReport;
import io.racetrace.cli.saved.SavedReports;
import io.racetrace.finding.Certainty;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace publish}: findings back into the tracing back end. */
@Command(
    name = "publish",
    description = {
      "Sends each finding to a tracing back end, as one trace of the service 'racetrace': the"
          + " finding with its argument, and below it both sides at their own times, with links to"
          + " the real spans.",
      "The ids of such a trace follow from the finding and the occurrence that it tells, and what"
          + " is sent twice is the same. With --jaeger, --zipkin or --tempo the back end is asked"
          + " first, and what it has is not sent again. A later analysis passes these traces over."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every finding is in the back end, or there is none",
      " 2:wrong usage, or the run did not complete",
      " 3:there is no finding, but too little was seen to call that clean"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace publish --report report.json --otlp http://localhost:4318",
      "  racetrace publish --report report.json --otlp http://localhost:4318 \\",
      "      --jaeger http://localhost:16686",
      "  racetrace publish --jaeger http://localhost:16686 --since 1h \\",
      "      --otlp http://localhost:4317 --protocol grpc",
      "  racetrace publish spans.jsonl --otlp https://otlp.example.org \\",
      "      --otlp-header \"Authorization: Bearer $TOKEN\" --at-least likely"
    })
final class PublishCommand implements Callable<Integer> {

  private static final int GRPC_PORT = 4317;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      required = true,
      description = "Where to send them: an endpoint for OTLP, of a back end or a Collector.")
  private String otlp = "";

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "${COMPLETION-CANDIDATES}; if nothing is said, grpc for port 4317 and http for others.")
  private @Nullable Protocol protocol;

  @Option(
      names = "--otlp-header",
      paramLabel = "'NAME: VALUE'",
      description = "Send this header along with them; can be given again.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Publish the findings of this report in JSON, and analyse nothing; can be given again.")
  private List<Path> reports = new ArrayList<>();

  @Option(
      names = "--at-least",
      paramLabel = "CERTAINTY",
      converter = FailOn.Converter.class,
      description = "Only findings this sure: proven, likely, possible or latent, which is all.")
  private FailOn atLeast = FailOn.LATENT;

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "By how much clocks of two instances may differ; 10ms if nothing is said.")
  private Duration maxClockSkew = Duration.ofMillis(10);

  @Mixin private SpanInput input = new SpanInput();

  @Override
  public Integer call() throws IOException {
    if (!reports.isEmpty() && input.hasFiles()) {
      throw usage("--report and files with spans both say what to publish; give one");
    }
    try (OtlpPublisher publisher = publisher()) {
      boolean isConclusive = true;
      List<SavedFinding> findings;
      if (reports.isEmpty()) {
        Report report = analyze();
        isConclusive = report.isConclusive();
        findings = SavedReport.of(report, new JsonReportWriter()).findings();
      } else {
        SavedReports saved = SavedReports.read(reports);
        isConclusive = saved.reports().stream().allMatch(SavedReport::isConclusive);
        findings = saved.all().stream().map(found -> found.finding()).toList();
      }
      Map<TraceId, FindingTrace> traces = new LinkedHashMap<>();
      for (SavedFinding finding : findings) {
        if (isWanted(finding)) {
          FindingTrace trace = new FindingTrace(finding);
          traces.putIfAbsent(trace.traceId(), trace);
        }
      }
      publish(traces, publisher);
      return findings.isEmpty() && !isConclusive ? ExitCode.INCONCLUSIVE : ExitCode.CLEAN;
    }
  }

  private void publish(Map<TraceId, FindingTrace> traces, OtlpPublisher publisher)
      throws IOException {
    SpanSource asked = traces.isEmpty() ? null : input.traces(List.copyOf(traces.keySet()));
    Set<TraceId> known = asked == null ? Set.of() : PublishedTraces.in(asked);
    List<FindingTrace> missing =
        traces.values().stream().filter(trace -> !known.contains(trace.traceId())).toList();
    publisher.publish(missing);
    PrintWriter out = spec.commandLine().getOut();
    traces.forEach(
        (id, trace) ->
            out.println(
                (known.contains(id) ? "was there   " : "published   ")
                    + "trace "
                    + id
                    + "  "
                    + trace.finding().fingerprint()
                    + "  "
                    + trace.finding().rule()
                    + "  "
                    + trace.finding().recordType().replaceAll("\\p{Cntrl}", "?")));
    out.println(
        missing.size()
            + (missing.size() == 1 ? " finding" : " findings")
            + " published"
            + (asked == null ? "" : ", " + (traces.size() - missing.size()) + " were there"));
    out.flush();
  }

  private boolean isWanted(SavedFinding finding) throws IOException {
    try {
      return atLeast.takes(Certainty.valueOf(finding.certainty()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "finding "
              + finding.fingerprint()
              + " has a certainty that this racetrace does not know; was the report written by"
              + " another version?",
          e);
    }
  }

  private Report analyze() throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources("publish", progress);
    try {
      return TraceAnalyzer.builder()
          .maxClockSkew(maxClockSkew)
          .schema(input.schema())
          .declinedStatements(new FullSqlParser())
          .declarations(input.declarations())
          .build()
          .analyze(sources.stream().map(progress::watched).toArray(SpanSource[]::new));
    } finally {
      progress.end();
    }
  }

  private OtlpPublisher publisher() {
    Map<String, String> sent = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      String name = colon < 0 ? "" : header.substring(0, colon).strip();
      String value = colon < 0 ? "" : header.substring(colon + 1).strip();
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !value.matches("[\\t\\x20-\\x7E]*")) {
        // It is not repeated: there may be a secret in it.
        throw usage("--otlp-header is not 'Name: value'");
      }
      sent.put(name.toLowerCase(Locale.ROOT), value);
    }
    try {
      URI address = new URI(otlp);
      Protocol chosen = protocol;
      if (chosen == null) {
        chosen = address.getPort() == GRPC_PORT ? Protocol.grpc : Protocol.http;
      }
      return new OtlpPublisher(address, chosen, sent);
    } catch (URISyntaxException e) {
      throw usage("--otlp is not a URL: " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw usage("--otlp is " + e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
