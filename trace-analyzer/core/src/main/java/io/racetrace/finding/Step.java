package io.racetrace.finding;

/**
 * One line of the story of an occurrence.
 *
 * @param time nanoseconds since 1970, on the clock of the side
 * @param side A or B
 * @param action what the side did, such as {@code READ 100}
 * @param rowAfter the record afterwards, or {@code unknown}
 * @param remark what to notice; empty on most lines
 */
public record Step(long time, String side, String action, String rowAfter, String remark) {}
