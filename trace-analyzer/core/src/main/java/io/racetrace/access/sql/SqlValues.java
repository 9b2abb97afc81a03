package io.racetrace.access.sql;

import org.jspecify.annotations.Nullable;

/** The values that one execution of a statement had. */
public interface SqlValues {

  /**
   * A bind parameter by its position.
   *
   * @param index from 0
   * @return null where it was not recorded, or is NULL
   */
  @Nullable String parameter(int index);

  /**
   * A bind parameter by its name.
   *
   * @param name with its sign, as in {@code :id} or {@code @p1}
   */
  @Nullable String parameter(String name);

  /**
   * A literal of the text.
   *
   * @param place from 0, in the order of the text
   */
  @Nullable String literal(int place);
}
