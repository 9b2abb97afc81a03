package io.racetrace.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was computed of a text, for as long as the text is in use. Bounded by the number of
 * characters of the texts, so that a service that writes values into its statements can't fill the
 * memory: what was not asked for in two fillings is forgotten.
 */
final class BoundedCache<V> {

  private final Function<String, V> computed;
  private final int longestText;
  private final long characters;
  private final AtomicLong filled = new AtomicLong();
  private volatile Map<String, V> young = new ConcurrentHashMap<>();
  private volatile Map<String, V> old = Map.of();

  /**
   * @param characters how many of them one filling may hold
   */
  BoundedCache(long characters, Function<String, V> computed) {
    this.computed = computed;
    this.characters = characters;
    this.longestText = (int) Math.min(characters / 16, Integer.MAX_VALUE);
  }

  V get(String text) {
    Map<String, V> current = young;
    V known = current.get(text);
    if (known != null) {
      return known;
    }
    @Nullable V earlier = old.get(text);
    V value = earlier != null ? earlier : computed.apply(text);
    if (text.length() <= longestText) {
      // A fixed part for each text, so that many short ones are bounded too.
      if (filled.addAndGet(text.length() + 64L) > characters) {
        startAnew(current);
      }
      young.put(text, value);
    }
    return value;
  }

  @SuppressWarnings("ReferenceEquality")
  private synchronized void startAnew(Map<String, V> full) {
    if (young == full) {
      old = full;
      young = new ConcurrentHashMap<>();
      filled.set(0);
    }
  }

  int size() {
    return young.size() + old.size();
  }
}
