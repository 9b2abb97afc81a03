package io.racetrace.access;

import io.racetrace.trace.Span;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a store says that a guard refused a statement: SQLSTATE, vendor code, or message. */
final class Refusal {

  private Refusal() {}

  /** The guard that refused this span's statement; null if it failed for another reason. */
  static @Nullable Guard guard(Span span) {
    String code = span.firstAttribute("db.response.status_code", "error.type");
    String message = span.attribute("exception.message");
    String type = span.attribute("exception.type");
    String all = (code + " " + type + " " + message).toLowerCase(Locale.ROOT);
    if (mentions(
        all,
        "40001",
        "40p01",
        "could not serialize",
        "deadlock",
        "ora-08177",
        "1213",
        "writeconflict")) {
      return Guard.ISOLATION;
    }
    if (mentions(all, "23505", "duplicate key", "duplicate entry", "unique constraint")) {
      return Guard.UNIQUE_CONSTRAINT;
    }
    if (mentions(all, "55p03", "lock not available", "lock timeout", "lock wait timeout")) {
      return Guard.ROW_LOCK;
    }
    if (mentions(all, "optimisticlock", "staleobjectstate", "staledata")) {
      return Guard.VERSION_PREDICATE;
    }
    return null;
  }

  /** Whether nobody knows what the store did, because its answer never came. */
  static boolean isLostConnection(Span span) {
    String code = span.firstAttribute("db.response.status_code", "error.type");
    String all =
        (code + " " + span.attribute("exception.type") + " " + span.attribute("exception.message"))
            .toLowerCase(Locale.ROOT);
    return guard(span) == null
        && mentions(
            all,
            "08006",
            "08007",
            "08s01",
            "connection reset",
            "connection has been closed",
            "connection refused",
            "broken pipe",
            "i/o error",
            "timed out",
            "timeout",
            "eof");
  }

  private static boolean mentions(String text, String... signs) {
    for (String sign : signs) {
      if (text.contains(sign)) {
        return true;
      }
    }
    return false;
  }
}
