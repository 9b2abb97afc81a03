package io.racetrace.cli.contract;

/**
 * Something that is wrong with a contract.
 *
 * @param where file, line and column
 * @param what what is wrong, and what to do about it
 * @param blocks whether nothing can be judged by the contract before that is put right
 */
public record Fault(String where, String what, boolean blocks) {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
