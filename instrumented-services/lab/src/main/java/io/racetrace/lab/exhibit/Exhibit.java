package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One race between real services: in a racy form, and in forms that are safe. */
public interface Exhibit {
  /** Like {@code loyalty-points}. */
  String name();

  /** What it shows, in one line for people. */
  String title();

  /** What is expected and found, in the plural: points, rows, calls. */
  String unit();

  /**
   * The column in which the analyzer has to account for each unit that is missing from each record;
   * null where spans cannot tell that.
   */
  default @Nullable String column() {
    return null;
  }

  /**
   * The services that take part. A second instance of one has a number behind it, like {@code
   * ingress-service-2}.
   */
  List<String> services();

  /** Whether a form can be shown only where there is an etcd, which the lab does not bring. */
  default boolean needsEtcd(Form form) {
    return false;
  }

  /** The folder of jars that go before the services' own on their class path; null for none. */
  default @Nullable String jarsAhead() {
    return null;
  }

  /** The record's key in the deterministic drill. */
  String drillKey();

  /** All forms, the racy one first. */
  List<Form> forms();

  /** The form's own database. */
  String database(String form);

  /**
   * Makes the race happen, or a guard prevent it, on the first try: one side is held between its
   * read and its write until the other has written, or waits for it.
   *
   * @param recordKey a record that is not there yet
   * @throws LabException when a side did not do what the drill asks of it
   */
  Truth drill(Stage stage, String form, String recordKey);

  /**
   * Runs many operations, and waits until the last is done.
   *
   * @throws LabException when something died or did not end
   */
  Truth load(Stage stage, String form, LoadPlan plan);

  /**
   * Whether this is what a form does when it does harm: something is missing, or is there too
   * often.
   */
  default boolean isHarm(Truth truth) {
    return truth.missing() != 0 || truth.recordsOff() > 0;
  }

  /** The load of a run that nobody gave figures for. */
  default LoadPlan usualLoad(String name) {
    return new LoadPlan(name, 42, 20, 400, 16);
  }
}
