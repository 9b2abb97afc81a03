package io.racetrace.access.touch;

import io.racetrace.access.Operation;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of rows that were asked for before. Statements that were read before are the same
 * objects, so looking one up costs next to nothing. Not for several threads at once.
 */
final class RowShapes {

  private static final int MOST = 20_000;

  private final IdentityHashMap<SortedMap<String, Operand>, Known> known = new IdentityHashMap<>();

  /** A shape, and others of the same row. */
  private record Known(
      TableAccess access,
      Set<String> keyColumns,
      Operation operation,
      RowShape shape,
      @Nullable Known next) {}

  RowShape of(
      TableAccess access,
      SortedMap<String, Operand> row,
      Set<String> keyColumns,
      Operation operation) {
    Known first = known.get(row);
    for (Known at = first; at != null; at = at.next) {
      if (at.operation == operation
          && at.access.equals(access)
          && at.keyColumns.equals(keyColumns)) {
        return at.shape;
      }
    }
    RowShape shape = RowShape.of(access, row, keyColumns, operation);
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(row, new Known(access, keyColumns, operation, shape, first));
    return shape;
  }
}
