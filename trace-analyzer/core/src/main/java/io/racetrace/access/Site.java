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
 * @param surroundings who asked, and locks beside the rows; of predicates and causes also what
 *     joins executions
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
    @Nullable Message message,
    Surroundings surroundings) {

  public Site(
      TraceId traceId,
      SpanId spanId,
      ServiceInstance instance,
      EntryPoint entryPoint,
      UnitOfWork unit,
      CausalContext context,
      String statement,
      KeySource keySource,
      @Nullable Message message) {
    this(
        traceId,
        spanId,
        instance,
        entryPoint,
        unit,
        context,
        statement,
        keySource,
        message,
        Surroundings.NONE);
  }

  public String service() {
    return instance.service();
  }

  /** This site, with what is around it. */
  public Site in(Surroundings told) {
    return new Site(
        traceId, spanId, instance, entryPoint, unit, context, statement, keySource, message, told);
  }

  /** This site, with another unit of work. */
  public Site in(UnitOfWork other) {
    return new Site(
        traceId,
        spanId,
        instance,
        entryPoint,
        other,
        context,
        statement,
        keySource,
        message,
        surroundings);
  }

  /** Whether both come from deliveries of one message to one consumer. */
  public boolean sameMessage(Site other) {
    return message != null
        && other.message != null
        && message.isSame(other.message)
        && service().equals(other.service());
  }

  /**
   * Whether both were made by the same execution of the same entry point, and not by two threads of
   * it that nothing ties together.
   */
  public boolean sameExecution(Site other) {
    SpanId branch = entryPoint.branch();
    SpanId others = other.entryPoint.branch();
    return sameEntry(other) && (branch == null || others == null || branch.equals(others));
  }

  /** Whether both were made on behalf of the same execution of the same entry point. */
  public boolean sameEntry(Site other) {
    return traceId.equals(other.traceId)
        && entryPoint.spanId().equals(other.entryPoint.spanId())
        && instance.equals(other.instance);
  }
}
