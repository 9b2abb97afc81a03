package io.racetrace.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An isolation level, by the name that its store gives it; the weakest first. */
public enum Isolation {
  READ_UNCOMMITTED,
  READ_COMMITTED,
  REPEATABLE_READ,
  SNAPSHOT,
  SERIALIZABLE;

  /** As SQL writes it, in lower case: {@code repeatable read}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * The level that a text names, in the words of SQL, of JDBC's constants or with their numbers;
   * null if it names none.
   */
  public static @Nullable Isolation of(String text) {
    String words =
        text.strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[\\s_-]+", " ")
            .replaceFirst("^(transaction|isolation) ", "");
    return switch (words) {
      case "read uncommitted", "1" -> READ_UNCOMMITTED;
      case "read committed", "2" -> READ_COMMITTED;
      case "repeatable read", "4" -> REPEATABLE_READ;
      case "snapshot", "4096" -> SNAPSHOT;
      case "serializable", "8" -> SERIALIZABLE;
      default -> null;
    };
  }
}
