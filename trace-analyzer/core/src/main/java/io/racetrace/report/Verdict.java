package io.racetrace.report;

/** What an analysis comes to. */
public enum Verdict {
  /** Enough was seen, and no race was in it. */
  CLEAN,
  RACES_FOUND,
  /** No race was found, but too little was seen to call that clean. */
  INCONCLUSIVE
}
