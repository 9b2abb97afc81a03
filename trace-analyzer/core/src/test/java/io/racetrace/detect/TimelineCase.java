package io.racetrace.detect;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Ownerships;
import io.racetrace.report.Prevented;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of a rule's timelines file: the expectation stands beside what happened.
 *
 * @param kind racy, safe or inconclusive
 * @param expected lines such as {@code lost-update PROVEN}, {@code prevented isolation 1}
 */
public record TimelineCase(
    String rule,
    String kind,
    String name,
    TreeSet<String> expected,
    Timeline timeline,
    Ownerships ownerships) {

  private static final Pattern HEADING =
      Pattern.compile("^== (racy|safe|inconclusive): (.+)$", Pattern.MULTILINE);

  /** All cases of a rule. */
  public static List<TimelineCase> of(String rule) {
    String text = read("/timelines/" + rule + ".txt");
    Matcher heading = HEADING.matcher(text);
    List<TimelineCase> cases = new ArrayList<>();
    while (heading.find()) {
      int end = text.indexOf("\n== ", heading.end());
      String body = text.substring(heading.end(), end < 0 ? text.length() : end);
      cases.add(parse(rule, heading.group(1), heading.group(2), body));
    }
    return cases;
  }

  private static TimelineCase parse(String rule, String kind, String name, String body) {
    TreeSet<String> expected = new TreeSet<>();
    List<String> contracts = new ArrayList<>();
    StringBuilder timeline = new StringBuilder();
    for (String line : body.split("\n", -1)) {
      if (line.startsWith("expect ")) {
        expected.add(line.substring("expect ".length()).strip());
      } else if (line.startsWith("contract ")) {
        contracts.add(line.substring("contract ".length()));
      } else {
        timeline.append(line).append('\n');
      }
    }
    return new TimelineCase(
        rule,
        kind,
        name,
        expected,
        Timeline.parse(timeline.toString()),
        ContractLine.read(contracts));
  }

  public Report analyze() {
    return TraceAnalyzer.builder().ownerships(ownerships).build().analyze(timeline.spans());
  }

  /**
   * What was found, in the words of the expectation. What is only predicted counts where the case
   * speaks of it, or is one of its own rule: a timeline tells what happened, not what may some day.
   */
  public TreeSet<String> found() {
    Report report = analyze();
    TreeSet<String> found = new TreeSet<>();
    boolean predictions =
        rule.equals("latent-race")
            || expected.stream()
                .anyMatch(line -> line.startsWith("latent-race ") || line.endsWith(" LATENT"));
    List<Finding> findings =
        report.findings().stream()
            .filter(finding -> predictions || finding.certainty() != Certainty.LATENT)
            .toList();
    for (Finding finding : findings) {
      found.add(finding.rule().id() + " " + finding.certainty());
    }
    if (findings.isEmpty()) {
      found.add(report.verdict() == Verdict.INCONCLUSIVE ? "inconclusive" : "nothing");
    }
    for (Prevented prevented : report.prevented()) {
      found.add("prevented " + prevented.guard() + " " + prevented.count());
    }
    return found;
  }

  private static String read(String resource) {
    try (var stream = Objects.requireNonNull(TimelineCase.class.getResourceAsStream(resource))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return kind + ": " + name;
  }
}
