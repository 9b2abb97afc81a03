package io.racetrace.access.work;

import io.racetrace.access.Message;
import io.racetrace.column.HashedLongs;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import org.jspecify.annotations.Nullable;

/**
 * Which messages and idempotency keys came more than once, anywhere in the input. Only what was
 * done for those is worth a history of its own.
 */
public final class Causes {

  private static final String[] IDEMPOTENCY_KEY = {
    "http.request.header.idempotency-key",
    "http.request.header.idempotency_key",
    "http.request.header.x-idempotency-key",
    "http.request.header.x_idempotency_key"
  };

  private final HashedLongs seen = new HashedLongs();
  private final HashedLongs repeated = new HashedLongs();

  static boolean uses(String attribute) {
    for (String name : IDEMPOTENCY_KEY) {
      if (name.equals(attribute)) {
        return true;
      }
    }
    return RetriedCalls.uses(attribute);
  }

  /** Sees every span once, in any order. */
  public void learn(Span span) {
    Cause cause = span.kind().isEntry() ? stated(span) : null;
    if (cause != null) {
      long hash = hash(cause.key());
      if (!seen.add(hash)) {
        repeated.add(hash);
      }
    }
  }

  /**
   * What other executions may have been done for, too: the nearest cause on the way to the root.
   *
   * @param attempt the entry span of the delivery or the request that others repeat
   */
  record Shared(Cause cause, SpanId attempt) {}

  /** The cause that others may share; null if there is none, or nothing else was done for it. */
  @Nullable Shared of(TraceTree tree, Span entry, RetriedCalls retried) {
    if (repeated.isEmpty() && retried.isEmpty()) {
      return null;
    }
    for (Span at = entry; at != null; at = tree.parent(at)) {
      Cause stated = at.kind().isEntry() ? stated(at) : null;
      boolean isRepeated = stated != null && repeated.contains(hash(stated.key()));
      Cause cause = isRepeated ? stated : retried.of(at);
      if (cause != null) {
        // What several services do below one attempt is not the same.
        String below = at.equals(entry) ? "" : ", then " + consumer(entry);
        return new Shared(
            new Cause(cause.kind(), cause.consumer() + below, cause.id()), at.spanId());
      }
    }
    return null;
  }

  /** The cause of what the entry span began, as far as the span itself tells. */
  static @Nullable Cause stated(Span entry) {
    Message message = EntrySpan.message(entry);
    if (message != null) {
      String id =
          !message.id().isEmpty() ? message.destination() + " " + message.id() : message.toString();
      return message.isIdentified()
          ? new Cause(Cause.Kind.MESSAGE, consumer(entry) + group(message), id)
          : null;
    }
    String key = entry.kind() == SpanKind.SERVER ? entry.firstAttribute(IDEMPOTENCY_KEY) : null;
    String plain = key == null ? "" : key.replaceAll("^\\[?\"?|\"?]?$", "");
    return plain.isBlank() ? null : new Cause(Cause.Kind.IDEMPOTENCY_KEY, consumer(entry), plain);
  }

  /** The identifier that a service would write down to know the cause again; empty without. */
  static String written(Span entry) {
    Message message = EntrySpan.message(entry);
    Cause cause = stated(entry);
    return message != null ? message.id() : cause == null ? "" : cause.id();
  }

  static String consumer(Span entry) {
    return entry.instance().service() + " " + Executions.entryPoint(entry).operation();
  }

  private static String group(Message message) {
    return message.group().isEmpty() ? "" : " of " + message.group();
  }

  private static long hash(String text) {
    long hash = 1125899906842597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }
}
