package io.racetrace.anomalies;

import io.racetrace.anomalies.Conductor.Play;
import io.racetrace.anomalies.Performance.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the database did: whether what came of it could have come of the same units one after the
 * other, and what the database refused.
 *
 * @param refusals the SQLSTATEs
 */
record Truth(Kind kind, List<String> refusals) {

  private static final Set<String> BY_A_GUARD = Set.of("40001", "40P01", "23505", "55P03");

  /** How what came of it compares with the serial executions. */
  enum Kind {
    /** One of them gives the same rows and the same answers. */
    SERIAL,
    /** One of them gives the same rows, but the units were answered otherwise. */
    READS,
    /** None of them gives these rows. */
    DATA
  }

  Truth {
    refusals = List.copyOf(refusals);
  }

  /** The serial executions of what took effect: whoever was refused or gave up does not count. */
  static List<String> orders(Anomaly anomaly, Play play) {
    List<String> whole = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (String order : anomaly.orders()) {
      StringBuilder took = new StringBuilder();
      for (String unit : Anomaly.letters(order)) {
        if (!play.of(unit).isOut()) {
          took.append(unit);
        }
      }
      (took.length() == order.length() ? whole : parts).add(took.toString());
    }
    return (whole.isEmpty() ? parts : whole).stream().distinct().toList();
  }

  static Truth of(Play play, List<Play> serial) {
    List<String> refusals = play.told().stream().flatMap(told -> told.refusals().stream()).toList();
    Kind kind = Kind.DATA;
    for (Play each : serial) {
      if (each.state().equals(play.state())) {
        boolean sameAnswers =
            each.told().stream()
                .allMatch(told -> told.answers().equals(play.of(told.unit()).answers()));
        kind = sameAnswers ? Kind.SERIAL : kind == Kind.SERIAL ? kind : Kind.READS;
      }
    }
    return new Truth(kind, refusals);
  }

  /** How many units' attempts a guard of the database refused. */
  long prevented() {
    return refusals.stream().filter(BY_A_GUARD::contains).count();
  }

  boolean isHarm(Anomaly anomaly) {
    return kind == Kind.DATA || kind == Kind.READS && anomaly.expected().reads();
  }

  String words(List<Told> told) {
    String ends =
        String.join(
            ", ",
            told.stream()
                .filter(each -> !each.end().equals("committed") || !each.refusals().isEmpty())
                .map(Truth::end)
                .toList());
    String how =
        switch (kind) {
          case SERIAL -> "serialisable";
          case READS -> "answers differ";
          case DATA -> "NOT serialisable";
        };
    return ends.isEmpty() ? how : how + "; " + ends;
  }

  private static String end(Told told) {
    return told.unit()
        + " "
        + (told.end().equals("committed")
            ? String.join(" ", told.refusals()) + ", then committed"
            : told.end());
  }
}
