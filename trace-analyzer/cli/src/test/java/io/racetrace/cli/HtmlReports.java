package io.racetrace.cli;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.report.Advisory;
import io.racetrace.report.Report;
import io.racetrace.sources.file.FileSource;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reports that a page is tried with. */
final class HtmlReports {

  private HtmlReports() {}

  /** What the lab's services really did, in their racy forms. */
  static Advisory ofLab(String exhibit) {
    try {
      return TraceAnalyzer.builder()
          .build()
          .advise(FileSource.of(resource("/io/racetrace/cli/lab/" + exhibit + ".jsonl.gz")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first racy timeline of each rule. */
  static List<Report> ofEveryRule() throws IOException {
    List<Report> reports = new ArrayList<>();
    try (Stream<Path> files = Files.list(resource("/timelines"))) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        String body = text.substring(text.indexOf('\n', text.indexOf("== racy:")) + 1);
        String racy = body.split("\n== ", 2)[0].replaceAll("(?m)^expect .*$", "");
        // Without its contract, nothing is found in one that rests on a contract.
        if (!racy.startsWith("contract ")) {
          reports.add(TraceAnalyzer.builder().build().analyze(Timeline.parse(racy).spans()));
        }
      }
    }
    return reports;
  }

  static Advisory clean() {
    return new Advisory(List.of(), TraceAnalyzer.builder().build().analyze(List.<Span>of()));
  }

  /** A report whose every text from outside is another one. */
  static Advisory with(Advisory from, UnaryOperator<String> text) {
    return new Advisory(
        List.of(),
        with(
            from.report(),
            from.report().findings().stream().map(finding -> with(finding, text)).toList()));
  }

  /** So many findings, each with ids and names of its own. */
  static Advisory many(Advisory from, int count) {
    Random ids = new Random(8);
    List<Finding> patterns = from.report().findings();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = "_" + i;
      Finding pattern = patterns.get(i % patterns.size());
      findings.add(
          new Finding(
              pattern.rule(),
              pattern.certainty(),
              pattern.severity(),
              new Fingerprint(String.format("%016x", ids.nextLong())),
              pattern.recordType() + number,
              pattern.columns(),
              pattern.count(),
              pattern.byCertainty(),
              pattern.services(),
              pattern.scope(),
              pattern.isolationThatStops(),
              pattern.firstSeen(),
              pattern.lastSeen(),
              pattern.guards(),
              pattern.impact(),
              pattern.exemplars().stream().map(each -> withNewIds(each, number, ids)).toList(),
              pattern.expected(),
              pattern.contract()));
    }
    return new Advisory(List.of(), with(from.report(), findings));
  }

  private static Exemplar withNewIds(Exemplar from, String number, Random ids) {
    long later = ids.nextInt(1_000_000_000);
    Explanation told = from.explanation();
    return new Exemplar(
        from.certainty(),
        from.recordKey() + number,
        from.time() + later,
        from.sides().stream()
            .map(
                side ->
                    new Side(
                        side.service(),
                        side.instance(),
                        side.entryPoint(),
                        side.path(),
                        new TraceId(ids.nextLong(), ids.nextLong() | 1),
                        side.spanIds().stream().map(id -> new SpanId(ids.nextLong() | 1)).toList(),
                        side.keySource(),
                        side.message()))
            .toList(),
        from.slack(),
        from.lost(),
        from.sentence(),
        new Explanation(
            told.steps().stream()
                .map(
                    step ->
                        new Step(
                            step.time() + later,
                            step.ranAt() + later,
                            step.side(),
                            step.action(),
                            step.rowAfter(),
                            step.remark()))
                .toList(),
            told.because(),
            told.ruledOut(),
            told.decidedBy()));
  }

  private static Finding with(Finding from, UnaryOperator<String> text) {
    TreeSet<String> columns = new TreeSet<>(from.columns().stream().map(text).toList());
    TreeSet<String> services = new TreeSet<>(from.services().stream().map(text).toList());
    return new Finding(
        from.rule(),
        from.certainty(),
        from.severity(),
        from.fingerprint(),
        text.apply(from.recordType()),
        columns,
        from.count(),
        from.byCertainty(),
        services,
        from.scope(),
        from.isolationThatStops(),
        from.firstSeen(),
        from.lastSeen(),
        from.guards(),
        from.impact(),
        from.exemplars().stream().map(exemplar -> with(exemplar, text)).toList(),
        from.expected(),
        from.contract());
  }

  private static Exemplar with(Exemplar from, UnaryOperator<String> text) {
    Explanation told = from.explanation();
    return new Exemplar(
        from.certainty(),
        text.apply(from.recordKey()),
        from.time(),
        from.sides().stream()
            .map(
                side ->
                    new Side(
                        text.apply(side.service()),
                        text.apply(side.instance()),
                        text.apply(side.entryPoint()),
                        side.path(),
                        side.traceId(),
                        side.spanIds(),
                        side.keySource(),
                        side.message()))
            .toList(),
        from.slack(),
        from.lost(),
        text.apply(from.sentence()),
        new Explanation(
            told.steps().stream()
                .map(
                    step ->
                        new Step(
                            step.time(),
                            step.ranAt(),
                            step.side(),
                            step.action() + text.apply(""),
                            text.apply(step.rowAfter()),
                            step.remark()))
                .toList(),
            told.because().stream().map(text).toList(),
            told.ruledOut().stream().map(text).toList(),
            text.apply(told.decidedBy())));
  }

  private static Report with(Report from, List<Finding> findings) {
    return new Report(
        findings,
        from.census(),
        from.coverage(),
        from.diagnostics(),
        from.clockBoundNanos(),
        from.clocks());
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(HtmlReports.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
