package io.racetrace.finding;

/** How sure a finding is; the surest first. Certainties are never added up. */
public enum Certainty {
  /** Versions, values or causality decide; no clock is needed. */
  PROVEN,
  /** Times decide, beyond what clocks can differ. */
  LIKELY,
  /** It lies within what clocks can differ, or a key, a boundary or an outcome is unknown. */
  POSSIBLE,
  /** Predicted, not observed. */
  LATENT;

  public boolean isAtLeast(Certainty other) {
    return ordinal() <= other.ordinal();
  }

  /** The less sure of two. */
  public Certainty atMost(Certainty other) {
    return ordinal() >= other.ordinal() ? this : other;
  }
}
