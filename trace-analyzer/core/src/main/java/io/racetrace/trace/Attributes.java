package io.racetrace.trace;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a span as a map that never changes: the values of one span under names that it
 * shares with others of its kind. Iterates in the order in which they were put.
 */
public final class Attributes extends AbstractMap<String, String> {

  private final AttributeNames names;
  private final String[] values;

  /**
   * @param values as many as there are names; never changed from here on
   */
  Attributes(AttributeNames names, String[] values) {
    this.names = names;
    this.values = values;
  }

  /** A copy, unless it is one already. */
  static Attributes copyOf(Map<String, String> map) {
    if (map instanceof Attributes same) {
      return same;
    }
    String[] names = new String[map.size()];
    String[] values = new String[names.length];
    int place = 0;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      names[place] = Objects.requireNonNull(entry.getKey());
      values[place++] = Objects.requireNonNull(entry.getValue());
    }
    return new Attributes(
        names.length == 0 ? AttributeNames.NONE : new AttributeNames(names), values);
  }

  AttributeNames names() {
    return names;
  }

  String value(int place) {
    return values[place];
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    int place = name instanceof String text ? names.place(text) : -1;
    return place < 0 ? null : values[place];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String text && names.place(text) >= 0;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new AbstractSet<>() {

      @Override
      public int size() {
        return values.length;
      }

      @Override
      public Iterator<Map.Entry<String, String>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, String>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < values.length;
    }

    @Override
    public Map.Entry<String, String> next() {
      if (next == values.length) {
        throw new NoSuchElementException();
      }
      int place = next++;
      return Map.entry(names.name(place), values[place]);
    }
  }

  /**
   * Gathers the attributes of one span after the other, and lets those with equal names share them.
   * For one thread at a time.
   */
  public static final class Builder {

    /** So many combinations of names are remembered; more of them come from no program. */
    private static final int MOST_KNOWN = 10_000;

    private final Known none = new Known(AttributeNames.NONE);
    private Known at = none;
    private String[] values = new String[16];
    private int size;
    private int known;

    /** Names that came before, and what came after them. */
    private static final class Known {
      private final AttributeNames names;
      private final Map<String, Known> longer = new HashMap<>(2);
      private String lastName = "";
      private @Nullable Known last;

      Known(AttributeNames names) {
        this.names = names;
      }
    }

    /** Begins anew. */
    public void clear() {
      at = none;
      size = 0;
    }

    /** Adds an attribute, in place of one of the same name. */
    public void put(String name, String value) {
      int place = at.names.place(name);
      if (place < 0) {
        append(name, value);
      } else {
        values[place] = Objects.requireNonNull(value);
      }
    }

    /** Adds an attribute, unless there is one of the same name. */
    public void putIfAbsent(String name, String value) {
      if (at.names.place(name) < 0) {
        append(name, value);
      }
    }

    public @Nullable String get(String name) {
      int place = at.names.place(name);
      return place < 0 ? null : values[place];
    }

    public int size() {
      return size;
    }

    /** What was put since the last {@link #clear}. */
    public Attributes build() {
      return new Attributes(at.names, Arrays.copyOf(values, size));
    }

    @SuppressWarnings("ReferenceEquality") // mostly the same object; what is equal is found as well
    private void append(String name, String value) {
      Known last = at.last;
      at = last != null && at.lastName == name ? last : longer(name);
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = Objects.requireNonNull(value);
    }

    private Known longer(String name) {
      Known next = at.longer.get(name);
      if (next == null) {
        next = new Known(at.names.with(name));
        if (known < MOST_KNOWN) {
          known++;
          at.longer.put(name, next);
        }
      }
      at.last = next;
      at.lastName = name;
      return next;
    }
  }
}
