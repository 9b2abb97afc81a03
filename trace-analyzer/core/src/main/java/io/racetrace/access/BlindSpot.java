package io.racetrace.access;

/**
 * A write whose record can't be told.
 *
 * @param statement shape of the statement, without values
 */
public record BlindSpot(String service, RecordType type, String statement, KeyGap gap) {}
