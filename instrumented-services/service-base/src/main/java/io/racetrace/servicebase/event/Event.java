package io.racetrace.servicebase.event;

import java.util.Map;

/**
 * Something that happened, as it travels in a stream.
 *
 * @param name what happened, like {@code order.placed}
 * @param id the stream entry's id; the same one on every delivery
 * @param fields what is told about it
 */
public record Event(String name, String id, Map<String, String> fields) {
  public Event {
    fields = Map.copyOf(fields);
  }

  /**
   * @throws IllegalArgumentException when the event does not have this field
   */
  public String field(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("event " + name + " " + id + " has no field " + field);
    }
    return value;
  }
}
