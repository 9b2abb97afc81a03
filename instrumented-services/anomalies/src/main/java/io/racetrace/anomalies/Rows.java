package io.racetrace.anomalies;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A query's rows as text: {@code (1,10)(2,20)}. */
final class Rows {

  private Rows() {}

  static String text(ResultSet rows) throws SQLException {
    StringBuilder text = new StringBuilder();
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      text.append('(').append(String.join(",", row)).append(')');
    }
    return text.toString();
  }
}
