package io.racetrace.cli.saved;

import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An occurrence of a finding as a report tells it.
 *
 * @param sides A, then B
 */
public record SavedExemplar(
    String certainty,
    String recordKey,
    String summary,
    Map<String, BigDecimal> lost,
    List<Side> sides,
    List<Step> steps,
    List<String> because,
    List<String> ruledOut,
    String decidedBy) {

  /** One of the two parties. */
  public record Side(
      String service,
      String instance,
      String entryPoint,
      String path,
      TraceId traceId,
      List<SpanId> spanIds,
      List<String> links) {

    /** Copies the lists. */
    public Side {
      spanIds = List.copyOf(spanIds);
      links = List.copyOf(links);
    }
  }

  /** One line of the story; the side is A or B. */
  public record Step(Instant time, String side, String action, String rowAfter, String remark) {}

  /** Copies the collections. */
  public SavedExemplar {
    lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
    sides = List.copyOf(sides);
    steps = List.copyOf(steps);
    because = List.copyOf(because);
    ruledOut = List.copyOf(ruledOut);
  }

  static SavedExemplar of(JsonTree json) {
    List<Side> sides = json.field("sides").elements().stream().map(SavedExemplar::side).toList();
    if (sides.size() != 2) {
      throw new NotOfReportException(json.name() + ".sides are not two");
    }
    return new SavedExemplar(
        json.field("certainty").text(),
        json.field("recordKey").text(),
        json.field("summary").text(),
        json.field("lost").amounts(),
        sides,
        json.field("steps").elements().stream().map(SavedExemplar::step).toList(),
        json.field("because").texts(),
        json.field("ruledOut").texts(),
        json.field("decidedBy").textOrNone());
  }

  private static Side side(JsonTree json) {
    return new Side(
        json.field("service").text(),
        json.field("instance").textOrNone(),
        json.field("entryPoint").text(),
        json.field("path").textOrNone(),
        traceId(json.field("traceId")),
        json.field("spanIds").elements().stream().map(SavedExemplar::spanId).toList(),
        json.field("links").texts());
  }

  private static Step step(JsonTree json) {
    return new Step(
        time(json.field("time")),
        json.field("side").text(),
        json.field("action").text(),
        json.field("rowAfter").textOrNone(),
        json.field("remark").textOrNone());
  }

  private static TraceId traceId(JsonTree json) {
    try {
      return TraceId.fromHex(json.text());
    } catch (IllegalArgumentException e) {
      throw new NotOfReportException(json.name() + " is not the id of a trace");
    }
  }

  private static SpanId spanId(JsonTree json) {
    try {
      return SpanId.fromHex(json.text());
    } catch (IllegalArgumentException e) {
      throw new NotOfReportException(json.name() + " is not the id of a span");
    }
  }

  static Instant time(JsonTree json) {
    try {
      return Instant.parse(json.text());
    } catch (DateTimeException e) {
      throw new NotOfReportException(json.name() + " is not a time of RFC 3339");
    }
  }
}
