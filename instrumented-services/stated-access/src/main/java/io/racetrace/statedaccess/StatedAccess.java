package io.racetrace.statedaccess;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * States the accesses to one type of record.
 *
 * <p>Each access is an INTERNAL span around the call of the store, so that the store's own span
 * becomes its child and stays as the instrumentation makes it. A service states facts; what they
 * mean is for the analyzer to judge.
 *
 * <pre>{@code
 * StatedAccess accounts = StatedAccess.to("loyalty_account", "balance", openTelemetry);
 *
 * Account seen = accounts.read(id, read -> {
 *   Account account = select(id);
 *   read.saw(account.version(), account.balance());
 *   return account;
 * });
 *
 * accounts.write(id, write -> {
 *   write.basedOn(seen.version(), seen.balance());
 *   return write.left(update(id, seen.balance() + points), seen.balance() + points);
 * });
 * }</pre>
 *
 * <p>An instance may be shared by threads; what it hands to a call may not.
 */
public final class StatedAccess {
  private final Tracer tracer;
  private final String recordType;
  private final String column;

  private StatedAccess(Tracer tracer, String recordType, String column) {
    this.tracer = tracer;
    this.recordType = recordType;
    this.column = column;
  }

  /**
   * @param recordType the table's name, as its statements write it
   * @param column the column that the stated values speak of
   */
  public static StatedAccess to(String recordType, String column, OpenTelemetry openTelemetry) {
    return new StatedAccess(
        openTelemetry.getTracer("io.racetrace.stated-access"), recordType, column);
  }

  /**
   * Runs the call as a stated read of one record.
   *
   * @return what the call returns
   * @throws X what the call throws; the span then has the status error
   */
  public <T extends @Nullable Object, X extends Exception> T read(
      String recordKey, Call<StatedRead, T, X> call) throws X {
    Span span = start("read", recordKey);
    return run(span, new StatedRead(span), call);
  }

  /**
   * Runs the call as a stated write of one record.
   *
   * @return what the call returns
   * @throws X what the call throws; the span then has the status error
   */
  public <T extends @Nullable Object, X extends Exception> T write(
      String recordKey, Call<StatedWrite, T, X> call) throws X {
    Span span = start("write", recordKey);
    return run(span, new StatedWrite(span), call);
  }

  private Span start(String access, String recordKey) {
    return tracer
        .spanBuilder(access + " " + recordType)
        .setAttribute(AccessAttributes.ACCESS, access)
        .setAttribute(AccessAttributes.RECORD_TYPE, recordType)
        .setAttribute(AccessAttributes.RECORD_KEY, recordKey)
        .setAttribute(AccessAttributes.COLUMN, column)
        .startSpan();
  }

  // Catches Throwable because a span that stays open is a span that is lost.
  private static <S, T extends @Nullable Object, X extends Exception> T run(
      Span span, S statement, Call<S, T, X> call) throws X {
    Scope scope = span.makeCurrent();
    try {
      return call.run(statement);
    } catch (Throwable failure) {
      span.recordException(failure);
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      scope.close();
      span.end();
    }
  }

  /**
   * A call of the store that speaks about itself.
   *
   * @param <S> {@link StatedRead} or {@link StatedWrite}
   * @param <T> what the call returns
   * @param <X> what the call throws
   */
  @FunctionalInterface
  public interface Call<S, T extends @Nullable Object, X extends Exception> {
    T run(S statement) throws X;
  }
}
