package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of any type, component by component, so that no component can be forgotten: one
 * that is new is made, too.
 */
public final class AnyRecord {

  private final Random random;

  public AnyRecord(long seed) {
    random = new Random(seed);
  }

  /** Any record of the type. */
  public <T> T of(Class<T> type) {
    return type.cast(record(type));
  }

  /**
   * The same record with another value of one component; null where none was found that the record
   * would take.
   */
  public <T> @Nullable T withAnother(T of, RecordComponent changed) {
    for (int tries = 0; tries < 50; tries++) {
      Object other = any(changed.getAnnotatedType());
      Object before = get(changed, of);
      if (other == null ? before != null : !other.equals(before)) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : of.getClass().getRecordComponents()) {
          values.add(component.getName().equals(changed.getName()) ? other : get(component, of));
        }
        return type(of).cast(make(of.getClass(), values));
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> type(T of) {
    return (Class<T>) of.getClass();
  }

  private static Object get(RecordComponent component, Object of) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object record(Class<?> type) {
    if (type.equals(Interval.class)) {
      long start = random.nextInt(1_000_000_000);
      return new Interval(start, start + random.nextInt(1_000_000));
    }
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      values.add(any(component.getAnnotatedType()));
    }
    return make(type, values);
  }

  private static Object make(Class<?> type, List<Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " of " + values, e);
    }
  }

  private @Nullable Object any(AnnotatedType type) {
    boolean mayBeNull = type.isAnnotationPresent(Nullable.class);
    if (mayBeNull && random.nextInt(3) == 0) {
      return null;
    }
    if (type.getType() instanceof ParameterizedType parameterized) {
      AnnotatedType element =
          ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0];
      return several((Class<?>) parameterized.getRawType(), element);
    }
    return one(type.getType());
  }

  private Object several(Class<?> type, AnnotatedType element) {
    List<Object> all = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      all.add(any(element));
    }
    if (type.equals(SortedSet.class)) {
      return new TreeSet<>(all);
    }
    return type.equals(Set.class) ? new LinkedHashSet<>(all) : all;
  }

  private Object one(Type told) {
    Class<?> type = (Class<?>) told;
    if (type.isRecord()) {
      return record(type);
    }
    if (type.isSealed()) {
      Class<?>[] cases = type.getPermittedSubclasses();
      return record(cases[random.nextInt(cases.length)]);
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    if (type.equals(String.class)) {
      return "t" + random.nextInt(50);
    }
    if (type.equals(BigDecimal.class)) {
      return BigDecimal.valueOf(random.nextInt(100_000), 2);
    }
    if (type.equals(boolean.class)) {
      return random.nextBoolean();
    }
    if (type.equals(int.class)) {
      return random.nextInt(1000);
    }
    if (type.equals(long.class) || type.equals(Long.class)) {
      return (long) random.nextInt(1_000_000);
    }
    throw new IllegalArgumentException("say here how a " + told + " is made");
  }
}
