package io.racetrace.access.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command does to one key.
 *
 * @param key null where the text hides it
 * @param fields the fields of a hash or the path in a document; empty for the whole value
 * @param value what is written or compared, where it is seen and single
 * @param amount by how much the value is changed, in decimal, where it is seen
 */
public record RedisEffect(
    Kind kind,
    @Nullable String key,
    List<String> fields,
    @Nullable String value,
    @Nullable String amount) {

  /** How a key is touched. */
  public enum Kind {
    READ,
    /** Set, whatever was there. */
    SET,
    /**
     * Set for a limited time, as caches keep copies. Whoever fills a cache has found nothing there,
     * so nothing is based on the read before.
     */
    FILL,
    /** Changed from what is there, in one step. */
    ADD,
    /** Created, unless it is there already. */
    INSERT,
    DELETE,
    /** Handed to a script, in one step: it may do anything. */
    SCRIPT;

    public boolean isWrite() {
      return this != READ;
    }
  }

  /** Copies the fields. */
  public RedisEffect {
    fields = List.copyOf(fields);
  }
}
