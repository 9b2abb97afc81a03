package io.racetrace.cli;

import io.racetrace.access.Guard;
import io.racetrace.assertion.Assertion;
import io.racetrace.assertion.AttemptsPerSuccess;
import io.racetrace.assertion.CoverageAtLeast;
import io.racetrace.assertion.GuardFired;
import io.racetrace.assertion.LockHeldAtMost;
import io.racetrace.assertion.NoRaces;
import io.racetrace.assertion.RaceFound;
import io.racetrace.assertion.SingleWriter;
import io.racetrace.cli.yaml.YamlFaultException;
import io.racetrace.cli.yaml.YamlNode;
import io.racetrace.detect.Detectors;
import io.racetrace.finding.Certainty;
import io.racetrace.ownership.SourceLine;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Suppression;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What must be so of traces, as a team writes it down; {@code racetrace-assertions.schema.json}
 * describes the form.
 *
 * @param exceptions findings that do not count for a while
 * @param baseline file with findings that do not count; null if none is named
 */
record AssertionsFile(
    List<Wanted> assertions, List<Suppression> exceptions, @Nullable Path baseline) {

  private static final String[] KINDS = {
    "no-race", "race-found", "single-writer", "guard-fired", "lock-hold", "attempts", "coverage"
  };

  /** An assertion, and where it is written down. */
  record Wanted(Assertion assertion, SourceLine declared) {}

  /** Copies the lists. */
  AssertionsFile {
    assertions = List.copyOf(assertions);
    exceptions = List.copyOf(exceptions);
  }

  /**
   * @throws YamlFaultException if something in it means nothing; the message has line and column
   * @throws IOException if it can't be read
   */
  static AssertionsFile read(Path file) throws IOException {
    YamlNode document = YamlNode.read(file);
    AssertionsFile read = read(file, document);
    if (read.assertions.isEmpty()) {
      throw document.fault("nothing is asserted; begin with 'assertions:' and '- no-race:'");
    }
    return read;
  }

  /**
   * The same where exceptions alone are asked for: there need not be an assertion.
   *
   * @throws YamlFaultException if something in it means nothing; the message has line and column
   * @throws IOException if it can't be read
   */
  static AssertionsFile exceptionsOf(Path file) throws IOException {
    return read(file, YamlNode.read(file));
  }

  private static AssertionsFile read(Path file, YamlNode document) throws IOException {
    Map<String, YamlNode> fields = document.fields("assertions", "exceptions", "baseline");
    Map<Assertion, YamlNode> assertions = new LinkedHashMap<>();
    YamlNode wanted = fields.get("assertions");
    Set<String> names = new LinkedHashSet<>();
    for (YamlNode item : wanted == null ? List.<YamlNode>of() : wanted.items()) {
      Assertion assertion = assertion(item);
      if (!names.add(assertion.name())) {
        throw item.fault("'" + assertion.name() + "' is asserted twice");
      }
      contradicts(item, assertion, assertions);
      assertions.put(assertion, item);
    }
    return new AssertionsFile(
        assertions.entrySet().stream()
            .map(
                wants ->
                    new Wanted(
                        wants.getKey(), new SourceLine(file.toString(), wants.getValue().line())))
            .toList(),
        ExceptionList.read(fields.get("exceptions")),
        baseline(file, fields));
  }

  private static @Nullable Path baseline(Path file, Map<String, YamlNode> fields)
      throws YamlFaultException {
    YamlNode named = fields.get("baseline");
    if (named == null) {
      return null;
    }
    try {
      return file.resolveSibling(named.text());
    } catch (InvalidPathException e) {
      throw named.fault("'" + named.text() + "' is no name of a file");
    }
  }

  private static Assertion assertion(YamlNode item) throws YamlFaultException {
    Map<String, YamlNode> fields = item.fields(KINDS);
    if (fields.size() != 1) {
      throw item.fault("one assertion is needed for each '-'");
    }
    Map.Entry<String, YamlNode> only = fields.entrySet().iterator().next();
    YamlNode value = only.getValue();
    return switch (only.getKey()) {
      case "no-race" -> noRace(value.fields("on", "rules", "at-least"));
      case "race-found" -> raceFound(value, value.fields("on", "rule", "at-least"));
      case "single-writer" -> singleWriter(value, value.fields("of", "service"));
      case "guard-fired" -> guardFired(value, value.fields("guard", "on"));
      case "lock-hold" -> lockHold(value, value.fields("on", "at-most"));
      case "attempts" -> attempts(value, value.fields("on", "at-most"));
      default -> coverage(value);
    };
  }

  /** What can't both be so, however the services behave. */
  private static void contradicts(YamlNode item, Assertion one, Map<Assertion, YamlNode> others)
      throws YamlFaultException {
    for (Map.Entry<Assertion, YamlNode> other : others.entrySet()) {
      if (isContradiction(one, other.getKey()) || isContradiction(other.getKey(), one)) {
        throw item.fault(
            "'"
                + one.name()
                + "' and '"
                + other.getKey().name()
                + "', "
                + other.getValue().where()
                + ", can't both hold; delete one");
      }
    }
  }

  private static boolean isContradiction(Assertion one, Assertion other) {
    if (one instanceof SingleWriter writer && other instanceof SingleWriter second) {
      return writer.of().equals(second.of())
          && writer.service() != null
          && second.service() != null
          && !writer.service().equals(second.service());
    }
    return one instanceof NoRaces none
        && other instanceof RaceFound found
        && (none.on().equals(RecordPattern.ANY) || none.on().equals(found.on()))
        && (none.rules().isEmpty() || none.rules().contains(found.rule()))
        && found.atLeast().isAtLeast(none.atLeast());
  }

  private static Assertion noRace(Map<String, YamlNode> fields) throws YamlFaultException {
    Set<String> rules = new LinkedHashSet<>();
    YamlNode named = fields.get("rules");
    if (named != null) {
      for (YamlNode rule : named.items()) {
        rules.add(rule(rule));
      }
    }
    return new NoRaces(pattern(fields.get("on")), rules, certainty(fields.get("at-least")));
  }

  private static Assertion raceFound(YamlNode value, Map<String, YamlNode> fields)
      throws YamlFaultException {
    return new RaceFound(
        rule(value.needed(fields, "rule")),
        pattern(fields.get("on")),
        certainty(fields.get("at-least")));
  }

  private static Assertion singleWriter(YamlNode value, Map<String, YamlNode> fields)
      throws YamlFaultException {
    YamlNode service = fields.get("service");
    return new SingleWriter(
        pattern(value.needed(fields, "of")), service == null ? null : service.text());
  }

  private static Assertion guardFired(YamlNode value, Map<String, YamlNode> fields)
      throws YamlFaultException {
    YamlNode named = value.needed(fields, "guard");
    Guard guard = Guard.of(named.text());
    if (guard == null) {
      throw named.fault(
          "'"
              + named.text()
              + "' is none of "
              + Arrays.stream(Guard.values()).map(Guard::id).collect(Collectors.joining(", ")));
    }
    return new GuardFired(guard, pattern(fields.get("on")));
  }

  private static Assertion lockHold(YamlNode value, Map<String, YamlNode> fields)
      throws YamlFaultException {
    YamlNode time = value.needed(fields, "at-most");
    try {
      return new LockHeldAtMost(pattern(fields.get("on")), new Durations().convert(time.text()));
    } catch (TypeConversionException e) {
      throw time.fault(String.valueOf(e.getMessage()));
    }
  }

  private static Assertion attempts(YamlNode value, Map<String, YamlNode> fields)
      throws YamlFaultException {
    YamlNode most = value.needed(fields, "at-most");
    try {
      return new AttemptsPerSuccess(pattern(fields.get("on")), most.number());
    } catch (IllegalArgumentException e) {
      throw most.fault(String.valueOf(e.getMessage()));
    }
  }

  private static Assertion coverage(YamlNode value) throws YamlFaultException {
    try {
      return new CoverageAtLeast(value.number());
    } catch (IllegalArgumentException e) {
      throw value.fault(String.valueOf(e.getMessage()));
    }
  }

  private static RecordPattern pattern(@Nullable YamlNode field) throws YamlFaultException {
    return field == null ? RecordPattern.ANY : new RecordPattern(field.text());
  }

  static String rule(YamlNode field) throws YamlFaultException {
    List<String> rules =
        Detectors.all().stream().map(detector -> detector.rule().id()).sorted().toList();
    if (!rules.contains(field.text())) {
      throw field.fault("'" + field.text() + "' is none of " + String.join(", ", rules));
    }
    return field.text();
  }

  private static Certainty certainty(@Nullable YamlNode field) throws YamlFaultException {
    if (field == null) {
      return Certainty.LATENT;
    }
    for (Certainty certainty : Certainty.values()) {
      if (certainty.name().toLowerCase(Locale.ROOT).equals(field.text())) {
        return certainty;
      }
    }
    throw field.fault("'" + field.text() + "' is none of proven, likely, possible, latent");
  }
}
