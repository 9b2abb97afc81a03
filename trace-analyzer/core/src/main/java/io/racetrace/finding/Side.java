package io.racetrace.finding;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.KeySource;
import io.racetrace.access.Message;
import io.racetrace.access.Site;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the two parties of an occurrence.
 *
 * @param keySource where the record's key was taken from; the least sure one of its accesses
 * @param message what it was consuming; null if nothing
 */
public record Side(
    String service,
    String instance,
    String entryPoint,
    EntryPoint.Path path,
    TraceId traceId,
    List<SpanId> spanIds,
    KeySource keySource,
    @Nullable Message message) {

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
        spanIds,
        site.keySource(),
        site.message());
  }

  /** This side, whose read took the key from there. */
  public Side restingOn(KeySource read) {
    KeySource lessSure = read.compareTo(keySource) > 0 ? read : keySource;
    return new Side(service, instance, entryPoint, path, traceId, spanIds, lessSure, message);
  }
}
