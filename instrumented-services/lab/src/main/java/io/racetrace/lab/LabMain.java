package io.racetrace.lab;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's program: the demo. */
@Command(name = "racetrace", subcommands = DemoCommand.class, mixinStandardHelpOptions = true)
public final class LabMain {
  private LabMain() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new LabMain()).execute(args));
  }
}
