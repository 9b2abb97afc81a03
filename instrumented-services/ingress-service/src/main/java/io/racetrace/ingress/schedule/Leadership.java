package io.racetrace.ingress.schedule;

import java.util.OptionalLong;

/** Whether this process leads, as one store has it. */
interface Leadership extends AutoCloseable {
  /** Stands in line from now on; nothing where it does already. */
  void join();

  /** Leaves the line. */
  void resign();

  /**
   * The epoch of this leader, as far as this process knows: it may have been paused since it heard
   * of it, and another one may lead by now. It is larger than that of any leader before. Empty
   * where it does not lead.
   */
  OptionalLong epoch();

  @Override
  void close();
}
