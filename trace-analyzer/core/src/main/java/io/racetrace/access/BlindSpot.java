package io.racetrace.access;

/**
 * A write whose record can't be told.
 *
 * @param statement shape of the statement, without values
 * @param openedBy the one setting or line that would make the key visible
 */
public record BlindSpot(String service, String statement, String openedBy) {}
