package io.racetrace.servicebase.lease;

/** Others held the lease for longer than somebody was willing to wait. */
public final class LeaseTakenException extends RuntimeException {
  LeaseTakenException(String key) {
    super("others hold " + key);
  }
}
