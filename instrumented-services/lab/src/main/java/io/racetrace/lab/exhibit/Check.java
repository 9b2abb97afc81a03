package io.racetrace.lab.exhibit;

/**
 * Something else that a run has to show, beside the sum that is found.
 *
 * @param what what was looked at and what came of it, like {@code 5 calls where 100 were made
 *     before}
 * @param holds whether it is as it must be
 */
public record Check(String what, boolean holds) {}
