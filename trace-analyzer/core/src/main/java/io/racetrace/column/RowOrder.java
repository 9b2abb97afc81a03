package io.racetrace.column;

/** Sorts row numbers by what their rows hold, without boxing them. */
public final class RowOrder {

  /** Compares two rows by number. */
  @FunctionalInterface
  public interface RowComparator {
    int compare(int left, int right);
  }

  private RowOrder() {}

  /** The rows 0 to {@code size - 1} in order; rows that compare equal keep their order. */
  public static int[] sorted(int size, RowComparator comparator) {
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = i;
    }
    int[] spare = new int[size];
    for (int width = 1; width < size && width > 0; width *= 2) {
      for (int from = 0; from < size; from += 2 * width) {
        int middle = Math.min(from + width, size);
        merge(rows, spare, from, middle, Math.min(middle + width, size), comparator);
        if (from + 2 * width < 0) {
          break;
        }
      }
      int[] swap = rows;
      rows = spare;
      spare = swap;
    }
    return rows;
  }

  private static void merge(
      int[] rows, int[] target, int from, int middle, int to, RowComparator comparator) {
    if (middle == to || comparator.compare(rows[middle - 1], rows[middle]) <= 0) {
      System.arraycopy(rows, from, target, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft =
          right == to || left < middle && comparator.compare(rows[left], rows[right]) <= 0;
      target[i] = takeLeft ? rows[left++] : rows[right++];
    }
  }
}
