package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;
import java.util.ArrayList;
import java.util.List;

/**
 * One way in which the services of an exhibit do their work.
 *
 * @param name like {@code row-lock}; the racy one is called {@code racy}
 * @param isRacy whether the drill must do harm in this form, and never may in any other
 * @param must findings that the analyzer has to give
 * @param may findings that it may give beside those; any other one disagrees
 */
public record Form(String name, boolean isRacy, List<Expected> must, List<Expected> may) {

  /** Copies the lists. */
  public Form {
    must = List.copyOf(must);
    may = List.copyOf(may);
  }

  /** The form that shows the race; what must be found follows with {@link #finds}. */
  public static Form racy() {
    return racy("racy");
  }

  /** A further form that shows the race in another way. */
  public static Form racy(String name) {
    return new Form(name, true, List.of(), List.of());
  }

  /** A form in which nothing is lost and nothing must be found. */
  public static Form safe(String name) {
    return new Form(name, false, List.of(), List.of());
  }

  /** This form, of which the analyzer has to say this too, at least this sure. */
  public Form finds(String rule, Certainty atLeast) {
    return new Form(name, isRacy, and(must, new Expected(rule, atLeast)), may);
  }

  /** This form, of which the analyzer may say this too, however sure. */
  public Form mayFind(String rule) {
    return new Form(name, isRacy, must, and(may, new Expected(rule, Certainty.LATENT)));
  }

  /** This form, of which the analyzer may predict this, and may not say that it was seen. */
  public Form mayPredict(String rule) {
    return new Form(name, isRacy, must, and(may, new Expected(rule, Certainty.LATENT, true)));
  }

  private static List<Expected> and(List<Expected> all, Expected one) {
    List<Expected> more = new ArrayList<>(all);
    more.add(one);
    return more;
  }

  @Override
  public String toString() {
    return name;
  }
}
