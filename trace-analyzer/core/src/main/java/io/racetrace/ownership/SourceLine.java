package io.racetrace.ownership;

import java.util.Comparator;

/**
 * Where something is written down.
 *
 * @param file as the user names it
 * @param line from 1
 */
public record SourceLine(String file, int line) implements Comparable<SourceLine> {

  private static final Comparator<SourceLine> ORDER =
      Comparator.comparing(SourceLine::file).thenComparingInt(SourceLine::line);

  /**
   * @throws IllegalArgumentException if the line is below 1
   */
  public SourceLine {
    if (line < 1) {
      throw new IllegalArgumentException("lines begin with 1: " + line);
    }
  }

  @Override
  public int compareTo(SourceLine other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
