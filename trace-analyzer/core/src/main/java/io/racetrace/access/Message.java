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
  public static final Message NOTHING = new Message("", "", null, "", "", "");

  /** Whether the message has an identity, so that another delivery of it can be told. */
  public boolean isIdentified() {
    return !id.isEmpty() || offset != null && !partition.isEmpty() && !destination.isEmpty();
  }

  /** Whether the other is a delivery of the same message to the same group. */
  public boolean isSame(Message other) {
    boolean one =
        !id.isEmpty()
            ? id.equals(other.id)
            : offset != null && offset.equals(other.offset) && partition.equals(other.partition);
    return isIdentified()
        && one
        && destination.equals(other.destination)
        && group.equals(other.group);
  }

  /** How reports write it: {@code orders[3]@17}. */
  @Override
  public String toString() {
    return destination
        + (partition.isEmpty() ? "" : "[" + partition + "]")
        + (offset == null ? "" : "@" + offset)
        + (offset != null || id.isEmpty() ? "" : " " + id);
  }
}
