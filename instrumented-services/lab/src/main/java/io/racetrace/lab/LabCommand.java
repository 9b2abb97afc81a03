package io.racetrace.lab;

import io.racetrace.lab.measure.LabMeasureCommand;
import picocli.CommandLine.Command;

/** The exhibits, by name. */
@Command(
    name = "lab",
    description = {
      "Show races of real services on real stores, each in a racy and in safe forms.",
      "Every exhibit has a truth of its own, which does not come from the analyzer."
    },
    subcommands = {LabListCommand.class, LabRunCommand.class, LabMeasureCommand.class},
    mixinStandardHelpOptions = true)
final class LabCommand {}
