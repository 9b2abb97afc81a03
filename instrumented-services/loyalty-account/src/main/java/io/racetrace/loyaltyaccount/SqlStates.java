package io.racetrace.loyaltyaccount;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** The database's own words for why it refused. */
final class SqlStates {
  private SqlStates() {}

  /** The SQLSTATE, like 40001; {@code unknown} where there is none. */
  static String of(DataAccessException failure) {
    return failure.getMostSpecificCause() instanceof SQLException refused
            && refused.getSQLState() != null
        ? refused.getSQLState()
        : "unknown";
  }
}
