package io.racetrace.traps;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Declarations;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Prevented;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One situation of a family, with what is so, decided by whoever wrote it down.
 *
 * @param family such as {@code 04-waits-for-the-row}
 * @param kind racy, safe or inconclusive
 * @param expected {@code lost-update} (PROVEN or LIKELY), {@code lost-update POSSIBLE}, {@code
 *     nothing}, {@code inconclusive}, {@code prevented isolation 1}
 * @param allowed ids of rules that are true as well, and need not be found
 * @param given lines such as {@code alias record:a=b}
 */
record TrapCase(
    String family,
    String kind,
    String name,
    TreeSet<String> expected,
    TreeSet<String> allowed,
    List<String> given,
    Timeline timeline) {

  private static final Path FOLDER = Path.of("src/test/resources/traps");
  private static final Pattern HEADING =
      Pattern.compile("^== (racy|safe|inconclusive): (.+)$", Pattern.MULTILINE);

  /** The names of all families, in order. */
  static List<String> families() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d\\d-.*\\.txt"))
          .map(name -> name.replace(".txt", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cases of all families, in order. */
  static List<TrapCase> all() {
    List<TrapCase> cases = new ArrayList<>();
    for (String family : families()) {
      String text = text(family);
      Matcher heading = HEADING.matcher(text);
      while (heading.find()) {
        int end = text.indexOf("\n== ", heading.end());
        String body = text.substring(heading.end(), end < 0 ? text.length() : end);
        cases.add(parse(family, heading.group(1), heading.group(2), body));
      }
    }
    return cases;
  }

  static String text(String family) {
    try {
      return Files.readString(FOLDER.resolve(family + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrapCase parse(String family, String kind, String name, String body) {
    TreeSet<String> expected = new TreeSet<>();
    TreeSet<String> allowed = new TreeSet<>();
    List<String> given = new ArrayList<>();
    StringBuilder timeline = new StringBuilder();
    for (String line : body.split("\n", -1)) {
      if (line.startsWith("expect ")) {
        expected.add(line.substring("expect ".length()).strip());
      } else if (line.startsWith("allow ")) {
        allowed.add(line.substring("allow ".length()).strip());
      } else if (line.startsWith("given ")) {
        given.add(line.substring("given ".length()).strip().replace("\"", ""));
      } else {
        timeline.append(line).append('\n');
      }
    }
    return new TrapCase(
        family, kind, name, expected, allowed, given, Timeline.parse(timeline.toString()));
  }

  /** Ids of the rules that are broken, whether or not it can be seen. */
  Set<String> truth() {
    Set<String> rules = required();
    rules.addAll(allowed);
    return rules;
  }

  /** Ids of the rules that must be found. */
  Set<String> required() {
    Set<String> rules = new TreeSet<>();
    for (String line : expected) {
      if (!line.equals("nothing") && !line.equals("inconclusive") && !line.startsWith("prev")) {
        rules.add(line.split(" ", 2)[0]);
      }
    }
    return rules;
  }

  Declarations declarations() {
    Declarations declarations = Declarations.NONE;
    for (String line : given) {
      String[] words = line.split(" ", 2);
      declarations =
          switch (words[0]) {
            case "alias" -> declarations.alias(words[1]);
            case "exclude" -> declarations.exclude(words[1]);
            case "owners" -> declarations.owners(words[1]);
            default -> throw new IllegalArgumentException(family + ": given " + line);
          };
    }
    return declarations;
  }

  Report analyze() {
    return analyze(timeline.spans());
  }

  Report analyze(List<Span> spans) {
    return TraceAnalyzer.builder().declarations(declarations()).build().analyze(spans);
  }

  /**
   * What was found, in the words of what is expected. Predictions are no findings here, and what
   * guards prevented is told where it is asked for.
   */
  TreeSet<String> found() {
    Report report = analyze();
    TreeSet<String> found = new TreeSet<>();
    for (Finding finding : report.findings()) {
      String rule = finding.rule().id();
      boolean sure = finding.certainty().compareTo(Certainty.LIKELY) <= 0;
      if (finding.certainty() != Certainty.LATENT && !allowed.contains(rule)) {
        found.add(sure ? rule : rule + " " + finding.certainty());
      }
    }
    if (found.isEmpty()) {
      found.add(report.verdict() == Verdict.INCONCLUSIVE ? "inconclusive" : "nothing");
    }
    if (expected.stream().anyMatch(line -> line.startsWith("prevented "))) {
      for (Prevented prevented : report.prevented()) {
        found.add("prevented " + prevented.guard() + " " + prevented.count());
      }
    }
    return found;
  }

  /**
   * Whether this is what must be found. Where nothing is wrong, too little may be seen to say so.
   */
  boolean expects(Set<String> found) {
    TreeSet<String> said = new TreeSet<>(found);
    if (expected.contains("nothing") && said.remove("inconclusive")) {
      said.add("nothing");
    }
    return said.equals(expected);
  }

  @Override
  public String toString() {
    return family + " " + kind + ": " + name;
  }
}
