package io.racetrace.lab.exhibit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a load run does. Equal plans do equal things, in equal order; how they interleave is up to
 * the machine.
 *
 * @param name what the keys of the records begin with
 * @param records how many records are changed
 * @param operations how many changes are asked for, half of them on each path
 * @param concurrency how many requests are under way at a time
 */
public record LoadPlan(String name, long seed, int records, int operations, int concurrency) {
  public LoadPlan {
    if (records < 1 || operations < 1 || concurrency < 1) {
      throw new IllegalArgumentException("a load needs records, operations and concurrency");
    }
  }

  public List<String> recordKeys() {
    return IntStream.rangeClosed(1, records).mapToObj(i -> "%s-%04d".formatted(name, i)).toList();
  }

  public List<Operation> plan() {
    Random random = new Random(seed);
    List<String> keys = recordKeys();
    List<Operation> plan = new ArrayList<>(operations);
    for (int i = 0; i < operations; i++) {
      plan.add(new Operation(keys.get(random.nextInt(keys.size())), random.nextBoolean()));
    }
    return plan;
  }

  /**
   * One change.
   *
   * @param eventPath whether it takes the event path, not the request path
   */
  public record Operation(String recordKey, boolean eventPath) {}
}
