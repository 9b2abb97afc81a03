package io.racetrace.sources.receive;

/** When received spans are forced to the disk. */
public enum Fsync {

  /**
   * Before a request is answered: what was acknowledged survives a loss of power. Requests that
   * come at the same time share one force.
   */
  ALWAYS,

  /**
   * When a file is closed: what was acknowledged survives the end of this process, even a sudden
   * one, but not a loss of power.
   */
  CLOSE
}
