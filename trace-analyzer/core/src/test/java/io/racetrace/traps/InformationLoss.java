package io.racetrace.traps;

import io.racetrace.report.Verdict;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is left of the findings where spans tell less, or fewer spans are kept. */
final class InformationLoss {

  private static final double KEPT = 0.1;

  private final Map<Level, Counts> counts = new EnumMap<>(Level.class);

  private final List<String> wrong = new ArrayList<>();

  private final TreeMap<String, Integer> cleanRaces = new TreeMap<>();

  /** How much the spans tell. */
  enum Level {
    FULL("everything"),
    PARAMETERS("parameters only: no `racetrace.*`"),
    SANITISED("sanitised SQL: no values at all"),
    NO_ENDS("no COMMIT and ROLLBACK spans"),
    BY_TRACE("10 % of the traces"),
    BY_KEY("10 % of the keys, with all their traces");

    private final String words;

    Level(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** The counts of one level. */
  static final class Counts {
    int required;
    int found;
    int sure;
    int right;
    int wrong;
    int races;
    int inconclusive;
    int clean;

    double precision() {
      return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }
  }

  static InformationLoss ofAll() {
    InformationLoss loss = new InformationLoss();
    for (TrapCase trap : TrapCase.all()) {
      List<Variant> variants = Variants.of(trap);
      for (int i = 0; i < variants.size(); i++) {
        if (!variants.get(i).lossy()) {
          loss.sample(variants.get(i), (trap + " " + i).hashCode());
        }
        if (!variants.get(i).lossy() && i % 2 == 0) {
          loss.add(variants.get(i));
        }
      }
    }
    return loss;
  }

  private void add(Variant variant) {
    add(Level.FULL, variant, same -> same);
    add(Level.PARAMETERS, variant, SpanChanges::unstated);
    if (!Variants.isCommands(variant.timeline())) {
      add(Level.SANITISED, variant.atMost(null), SpanChanges::sanitised);
    }
    add(Level.NO_ENDS, Variants.withoutEnds(variant), same -> same);
  }

  /** Of few traces little is left, so more variants are needed to see any. */
  private void sample(Variant variant, long seed) {
    boolean keyKept = new Random(seed * 31).nextDouble() < KEPT;
    add(Level.BY_TRACE, variant, all -> SpanChanges.sampled(all, KEPT, seed));
    add(Level.BY_KEY, variant, all -> keyKept ? SpanChanges.sampled(all) : List.of());
  }

  private void add(Level level, Variant variant, UnaryOperator<List<Span>> less) {
    Judged judged = variant.judge(less.apply(variant.spans()));
    Counts of = counts.computeIfAbsent(level, key -> new Counts());
    for (String rule : variant.trap().required()) {
      of.required++;
      of.found += judged.found().contains(rule) ? 1 : 0;
      of.sure += judged.sure().contains(rule) ? 1 : 0;
    }
    of.right += judged.right().size();
    of.wrong += judged.wrong().size();
    judged.wrong().forEach(finding -> wrong.add(level + " " + variant + ": " + finding));
    if (variant.trap().kind().equals("racy")) {
      of.races += judged.verdict() == Verdict.RACES_FOUND ? 1 : 0;
      of.inconclusive += judged.verdict() == Verdict.INCONCLUSIVE ? 1 : 0;
      if (judged.verdict() == Verdict.CLEAN) {
        of.clean++;
        cleanRaces.merge(level + " " + variant.trap(), 1, Integer::sum);
      }
    }
  }

  /** Findings that are not so, or surer than anybody can be. */
  List<String> wrong() {
    return wrong;
  }

  /** Of how many variants of a case a race was called clean, by level and case. */
  SortedMap<String, Integer> cleanRaces() {
    return Collections.unmodifiableSortedMap(cleanRaces);
  }

  Counts of(Level level) {
    return counts.getOrDefault(level, new Counts());
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| what the spans tell | found | as PROVEN or LIKELY | precision of those | racy: races found"
            + " | racy: inconclusive | racy: clean |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    counts.forEach(
        (level, of) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f %% | %d | %d | %d |\n",
                    level.words,
                    TrapTable.share(of.found, of.required),
                    TrapTable.share(of.sure, of.required),
                    100 * of.precision(),
                    of.races,
                    of.inconclusive,
                    of.clean)));
    return text.toString();
  }
}
