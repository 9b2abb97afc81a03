package io.racetrace.lab;

import java.util.List;

/** Two services that write one record: in a racy form, and in forms that are safe. */
interface Exhibit {
  /** Like {@code loyalty-points}. */
  String name();

  /** What is lost when something is lost, in the plural. */
  String unit();

  /** The column that counts them. */
  String column();

  /** The services that take part. */
  List<String> services();

  /** The record's key in the demo's drill. */
  String drillKey();

  /** All forms; the racy one is called {@code racy}. */
  List<String> forms();

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
   * Runs many operations on both paths, and waits until the last is done.
   *
   * @throws LabException when something died or did not end
   */
  Truth load(Stage stage, String form, LoadPlan plan);
}
