package io.racetrace.report;

/**
 * What a CI server shows as one test.
 *
 * @param failure why it failed, in a line; empty if it did not
 * @param isError whether it failed for want of evidence, and not by what was seen
 * @param text all there is to say of a failure; may have many lines
 */
public record TestCase(String name, String failure, boolean isError, String text) {

  public static TestCase passed(String name) {
    return new TestCase(name, "", false, "");
  }

  boolean hasPassed() {
    return failure.isEmpty();
  }
}
