package io.racetrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.column.ByteColumn;
import io.racetrace.column.Texts;
import io.racetrace.history.Census;
import io.racetrace.history.ChangePath;
import io.racetrace.trace.TraceId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** No component of what is told of an access is lost on the way, or overlooked by a comparison. */
class EveryComponentTest {

  @Property(tries = 500)
  void every_component_of_a_write_survives_the_codec(@ForAll long seed) {
    Write any = new AnyRecord(seed).of(Write.class);
    Write write = any.operation().isWrite() ? at(any) : at(withOperation(any, Operation.UPDATE));
    assertThat(roundTrip(write)).isEqualTo(write);
  }

  @Property(tries = 500)
  void every_component_of_a_read_survives_the_codec(@ForAll long seed) {
    Read any = new AnyRecord(seed).of(Read.class);
    Read read =
        new Read(
            any.record(),
            any.interval(),
            inItsTrace(any.site()),
            any.columns(),
            any.guards(),
            any.seen());
    assertThat(roundTrip(read)).isEqualTo(read);
  }

  @Test
  void two_records_that_differ_in_any_one_component_are_not_equal() {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> type :
        new Class<?>[] {Write.class, Read.class, ChangePath.class, Census.Writer.class}) {
      collect(type, all);
    }
    assertThat(all).contains(Columns.class, RecordKey.class, Store.class, Surroundings.class);
    Set<String> overlooked = new TreeSet<>();
    for (Class<?> type : all) {
      for (long seed = 0; seed < 20; seed++) {
        overlooked.addAll(overlooked(type, seed));
      }
    }
    assertThat(overlooked).isEmpty();
  }

  private static <T> Set<String> overlooked(Class<T> type, long seed) {
    Set<String> overlooked = new TreeSet<>();
    AnyRecord any = new AnyRecord(seed);
    T one = any.of(type);
    assertThat(new AnyRecord(seed).of(type)).isEqualTo(one).hasSameHashCodeAs(one);
    for (RecordComponent component : type.getRecordComponents()) {
      boolean ofAnInterval = type.getSimpleName().equals("Interval");
      T other = ofAnInterval ? null : any.withAnother(one, component);
      if (other != null && (one.equals(other) || other.equals(one))) {
        overlooked.add(type.getSimpleName() + "." + component.getName());
      }
    }
    return overlooked;
  }

  /** The record types that this one is made of, at any depth. */
  private static void collect(Type type, Set<Class<?>> all) {
    if (type instanceof ParameterizedType parameterized) {
      collect(parameterized.getActualTypeArguments()[0], all);
    } else if (type instanceof Class<?> known && known.isSealed()) {
      for (Class<?> one : known.getPermittedSubclasses()) {
        collect(one, all);
      }
    } else if (type instanceof Class<?> known && known.isRecord() && all.add(known)) {
      for (RecordComponent component : known.getRecordComponents()) {
        collect(component.getGenericType(), all);
      }
    }
  }

  private static Access roundTrip(Access access) {
    AccessCodec codec = new AccessCodec(new Texts());
    ByteColumn bytes = new ByteColumn();
    codec.write(access, bytes);
    return codec.read(bytes.read(0));
  }

  private static Write withOperation(Write write, Operation operation) {
    return new Write(
        write.record(),
        write.interval(),
        write.effect(),
        write.site(),
        operation,
        write.columns(),
        write.guards(),
        write.base(),
        write.left(),
        write.amount(),
        write.outcome(),
        write.rejectedBy());
  }

  private static Write at(Write write) {
    return write.at(inItsTrace(write.site()));
  }

  /** A site is in the trace of its context. */
  private static Site inItsTrace(Site site) {
    TraceId trace = site.context().traceId();
    return new Site(
        trace,
        site.spanId(),
        site.instance(),
        site.entryPoint(),
        site.unit(),
        site.context(),
        site.statement(),
        site.keySource(),
        site.message(),
        site.surroundings());
  }
}
