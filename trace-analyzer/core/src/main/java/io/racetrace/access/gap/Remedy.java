package io.racetrace.access.gap;

/**
 * What closes a gap.
 *
 * @param setting the one setting or line
 * @param note what else is to be said; empty where nothing is
 */
public record Remedy(String setting, String note) implements Comparable<Remedy> {

  static Remedy of(String setting) {
    return new Remedy(setting, "");
  }

  @Override
  public int compareTo(Remedy other) {
    int bySetting = setting.compareTo(other.setting);
    return bySetting != 0 ? bySetting : note.compareTo(other.note);
  }
}
