package io.racetrace.emitters;

/**
 * Tells the story through one client library: reads order 17, changes its total in a transaction
 * where the store has one, reads order 18, inserts order 19, deletes order 20. The orders 17, 18
 * and 20 are there before.
 */
interface Emitter {

  void tell() throws Exception;

  void close() throws Exception;

  /** Makes one: connects, and places the orders. These spans are no part of the story. */
  interface Maker {
    Emitter make(Stores stores) throws Exception;
  }
}
