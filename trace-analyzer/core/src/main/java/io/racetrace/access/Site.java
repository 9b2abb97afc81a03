package io.racetrace.access;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import org.jspecify.annotations.Nullable;

/**
 * Who made an access, on whose behalf, and in which unit of work.
 *
 * @param statement the shape of the statement, without values; empty where there is none
 * @param keySource where the record's key was taken from
 * @param message the message that was being consumed; null if there was none
 */
public record Site(
    TraceId traceId,
    SpanId spanId,
    ServiceInstance instance,
    EntryPoint entryPoint,
    UnitOfWork unit,
    CausalContext context,
    String statement,
    KeySource keySource,
    @Nullable Message message) {

  public String service() {
    return instance.service();
  }

  /** Whether both were made by the same execution of the same entry point. */
  public boolean sameExecution(Site other) {
    return traceId.equals(other.traceId)
        && entryPoint.spanId().equals(other.entryPoint.spanId())
        && instance.equals(other.instance);
  }
}
