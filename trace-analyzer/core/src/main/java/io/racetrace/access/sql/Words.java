package io.racetrace.access.sql;

import java.util.Set;

/** Sets of the words that mean something in statements. */
final class Words {

  private Words() {}

  /**
   * @param list the words, with blanks between them
   */
  static Set<String> of(String list) {
    return Set.of(list.split(" ", -1));
  }
}
