package io.racetrace.access;

import org.jspecify.annotations.Nullable;

/**
 * What a messaging span tells of its message. What it does not tell is empty.
 *
 * @param destination the topic or queue
 * @param partition as the span writes it
 * @param offset the position in the partition; null if not recorded
 * @param key what the producer partitions by
 * @param id the message's own identity
 * @param group the consumer group
 */
public record Message(
    String destination,
    String partition,
    @Nullable Long offset,
    String key,
    String id,
    String group) {

  /** Of which nothing is known. */
  static final Message NOTHING = new Message("", "", null, "", "", "");

  /** How reports write it: {@code orders[3]@17}. */
  @Override
  public String toString() {
    return destination
        + (partition.isEmpty() ? "" : "[" + partition + "]")
        + (offset == null ? "" : "@" + offset)
        + (offset != null || id.isEmpty() ? "" : " " + id);
  }
}
