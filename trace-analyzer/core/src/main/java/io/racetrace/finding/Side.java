package io.racetrace.finding;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.Site;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.List;

/** One of the two parties of an occurrence. */
public record Side(
    String service,
    String instance,
    String entryPoint,
    EntryPoint.Path path,
    TraceId traceId,
    List<SpanId> spanIds) {

  /** Copies the ids. */
  public Side {
    spanIds = List.copyOf(spanIds);
  }

  public static Side of(Site site, List<SpanId> spanIds) {
    return new Side(
        site.service(),
        site.instance().instance(),
        site.entryPoint().operation(),
        site.entryPoint().path(),
        site.traceId(),
        spanIds);
  }
}
