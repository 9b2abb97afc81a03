package io.racetrace.cli;

/** The program. */
public final class Racetrace {

  private Racetrace() {}

  public static void main(String[] args) {
    System.exit(RacetraceCommandLine.create().execute(args));
  }
}
