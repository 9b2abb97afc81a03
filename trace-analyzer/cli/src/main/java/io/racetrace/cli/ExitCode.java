package io.racetrace.cli;

/** What the program's exit codes mean; the same for every command. */
public final class ExitCode {

  /** Nothing found, or nothing at or above what {@code --fail-on} names. */
  public static final int CLEAN = 0;

  /** Findings at or above what {@code --fail-on} names. */
  public static final int FINDINGS = 1;

  /** Wrong usage, or the run did not complete; it outranks findings. */
  public static final int FAILED = 2;

  /** Nothing was found, but too little was seen to call that clean. */
  public static final int INCONCLUSIVE = 3;

  private ExitCode() {}
}
