package io.racetrace.advise;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * By how much the changes of one shape changed the measured column, in bounded memory. Amounts add
 * up in any order.
 */
final class Amounts {

  /** More different amounts are not told apart. */
  private static final int MOST = 32;

  private long changes;
  private long known;
  private long inferred;
  private long words;
  private boolean many;
  private SortedMap<BigDecimal, Long> byAmount = new TreeMap<>();

  /**
   * @param amount null where it is not known
   * @param isInferred whether it was computed from what others had written, not from what was read
   * @param isWord whether what was written is no number
   */
  void add(@Nullable BigDecimal amount, boolean isInferred, boolean isWord) {
    changes++;
    words += isWord ? 1 : 0;
    if (amount != null) {
      known++;
      inferred += isInferred ? 1 : 0;
      count(amount.stripTrailingZeros(), 1);
    }
  }

  void add(Amounts other) {
    changes += other.changes;
    known += other.known;
    inferred += other.inferred;
    words += other.words;
    many |= other.many;
    other.byAmount.forEach(this::count);
    forgetIfMany();
  }

  private void count(BigDecimal amount, long times) {
    if (!many) {
      byAmount.merge(amount, times, Long::sum);
      forgetIfMany();
    }
  }

  // How many there are, and so whether they are forgotten, does not depend on their order.
  private void forgetIfMany() {
    many |= byAmount.size() > MOST;
    if (many) {
      byAmount = new TreeMap<>();
    }
  }

  long changes() {
    return changes;
  }

  long known() {
    return known;
  }

  boolean isInferred() {
    return inferred > 0;
  }

  /** Whether what was written is mostly no number. */
  boolean isWords() {
    return words * 2 > changes;
  }

  boolean isMany() {
    return many;
  }

  /** The amounts that come often; each with its sign. Empty where none does. */
  List<String> usual() {
    List<String> usual = new ArrayList<>();
    for (Map.Entry<BigDecimal, Long> each : byAmount.entrySet()) {
      if (each.getValue() * 10 >= known) {
        usual.add((each.getKey().signum() < 0 ? "" : "+") + each.getKey().toPlainString());
      }
    }
    return usual;
  }

  /** How many changes the amount that comes most often made. */
  long mostOften() {
    return byAmount.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
