package io.racetrace.anomalies;

import java.util.Locale;

/** The isolation levels that PostgreSQL has. */
enum Level {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE;

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** As PostgreSQL's driver says it when an application chooses a level. */
  String statement() {
    return "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + name().replace('_', ' ');
  }
}
