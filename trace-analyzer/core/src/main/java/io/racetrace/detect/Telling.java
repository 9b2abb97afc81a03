package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import java.util.Comparator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence that can be told. Whether it will be rests nearly always on its certainty and its
 * time, so the story waits until it is asked for.
 */
final class Telling {

  /** As exemplars are sorted. */
  static final Comparator<Telling> CANONICAL = Telling::compare;

  private final Access a;
  private final Access b;
  private final Certainty certainty;
  private final long time;
  private final Supplier<Exemplar> story;
  private @Nullable Exemplar told;
  private Basis basisOfA;
  private Basis basisOfB;

  private Telling(Access a, Access b, Certainty certainty, long time, Supplier<Exemplar> story) {
    this.a = a;
    this.b = b;
    this.certainty = certainty;
    this.time = time;
    this.story = story;
    basisOfA = Basis.of(a);
    basisOfB = Basis.of(b);
  }

  /** This, and what the two writes rest on. */
  Telling resting(Basis ofA, Basis ofB) {
    basisOfA = ofA;
    basisOfB = ofB;
    return this;
  }

  Basis basisOfA() {
    return basisOfA;
  }

  Basis basisOfB() {
    return basisOfB;
  }

  static Telling of(Access a, Access b, Exemplar exemplar) {
    return new Telling(a, b, exemplar.certainty(), exemplar.time(), () -> exemplar);
  }

  /**
   * An occurrence that ends with the later of its two effects.
   *
   * @param certainty what the rule says; lowered, as the exemplar's is, where a key was assumed
   */
  static Telling of(Access a, Access b, Certainty certainty, Supplier<Exemplar> story) {
    Certainty most =
        restsOnAssumedKey(a) || restsOnAssumedKey(b) ? Certainty.POSSIBLE : Certainty.PROVEN;
    long time = Math.max(a.effect().end(), b.effect().end());
    return new Telling(a, b, certainty.atMost(most), time, story);
  }

  static boolean restsOnAssumedKey(@Nullable Access access) {
    return access != null && access.site().keySource().isAssumed();
  }

  Access a() {
    return a;
  }

  Access b() {
    return b;
  }

  Certainty certainty() {
    return certainty;
  }

  Exemplar exemplar() {
    if (told == null) {
      told = story.get();
      if (told.certainty() != certainty || told.time() != time) {
        // It has been sorted by them.
        throw new IllegalStateException("told otherwise than announced: " + told);
      }
    }
    return told;
  }

  /** Whether this comes after the other one, as far as can be said without telling. */
  boolean isSurelyAfter(Telling other) {
    int bySureness = certainty.compareTo(other.certainty);
    return bySureness > 0 || bySureness == 0 && time > other.time;
  }

  private static int compare(Telling one, Telling other) {
    if (one.isSurelyAfter(other)) {
      return 1;
    }
    return other.isSurelyAfter(one)
        ? -1
        : Exemplar.CANONICAL.compare(one.exemplar(), other.exemplar());
  }
}
