package io.racetrace.cli.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.cli.saved.SavedExemplar;
import io.racetrace.cli.saved.SavedExemplar.Side;
import io.racetrace.cli.saved.SavedExemplar.Step;
import io.racetrace.cli.saved.SavedFinding;
import io.racetrace.trace.TraceId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The trace that one finding becomes. Its ids are made of the fingerprint and of the real spans of
 * the occurrence that it tells, and nothing in it is counted: what is published again is the same,
 * to the byte, however often the race has happened meanwhile.
 */
public record FindingTrace(SavedFinding finding) {

  private static final Duration SHORTEST = Duration.ofNanos(1000);

  /** The occurrence that is told: the surest and first one. */
  SavedExemplar exemplar() {
    return finding.exemplars().get(0);
  }

  public TraceId traceId() {
    return TraceId.fromHex(digest("trace").substring(0, 32));
  }

  /**
   * The id of one of its spans.
   *
   * @param name of the span within the trace
   */
  String spanId(String name) {
    return digest(name).substring(0, 16);
  }

  private String digest(String name) {
    StringBuilder identity = new StringBuilder("racetrace-publish/1\0").append(name);
    identity.append('\0').append(finding.fingerprint()).append('\0').append(exemplar().recordKey());
    for (Side side : exemplar().sides()) {
      identity.append('\0').append(side.traceId()).append(side.spanIds());
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(identity.toString().getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  List<Step> steps(String side) {
    return exemplar().steps().stream().filter(step -> step.side().equals(side)).toList();
  }

  Instant start() {
    return start(exemplar().steps());
  }

  /** After the last side, so that nothing looks like a clock that is off. */
  Instant end() {
    return List.of("A", "B").stream()
        .map(side -> end(steps(side)))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** When the first of them was; of none, when the finding was seen first. */
  Instant start(List<Step> steps) {
    return steps.stream().map(Step::time).min(Instant::compareTo).orElse(finding.firstSeen());
  }

  /** When the last of them was, and not the instant of the first: Jaeger mends what has no time. */
  Instant end(List<Step> steps) {
    Instant last = steps.stream().map(Step::time).max(Instant::compareTo).orElse(start(steps));
    return last.isAfter(start(steps)) ? last : last.plus(SHORTEST);
  }
}
