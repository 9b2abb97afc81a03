package io.racetrace.lab;

import io.racetrace.cli.RacetraceCommandLine;

/** The racetrace program with the lab's commands. */
public final class LabMain {
  private LabMain() {}

  public static void main(String[] args) {
    System.exit(
        RacetraceCommandLine.create(
                new DemoCommand(), new LoadCommand(System::getenv), new LabCommand())
            .execute(args));
  }
}
