package io.racetrace.trace;

import io.racetrace.column.ByteArray;
import io.racetrace.column.ByteColumn;
import io.racetrace.column.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Spans as bytes, without their trace ids, and spans again. What repeats is a number: texts,
 * instances, and the names of attributes, all of a span's together. For any number of threads.
 */
final class SpanCodec {

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();
  private static final int HAS_PARENT = 1 << 5;
  private static final int HAS_LINKS = 1 << 6;

  /** So many combinations of names are remembered. */
  private static final int MOST_NAMES = 10_000;

  private final Texts texts;
  private final Predicate<String> keptAttribute;
  private final FirstFew<ServiceInstance> instances = new FirstFew<>();
  private final FirstFew<AttributeNames> names = new FirstFew<>();
  private final Map<AttributeNames, Kept> kept = new ConcurrentHashMap<>();

  /** Which of some attributes are kept, and where they were among them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(int number, AttributeNames names, int[] places) {}

  /**
   * @param texts the dictionary for names and values; others may use it too
   * @param keptAttribute which attributes somebody will ask for; the rest is let go
   */
  SpanCodec(Texts texts, Predicate<String> keptAttribute) {
    this.texts = texts;
    this.keptAttribute = keptAttribute;
  }

  void write(Span span, ByteArray bytes) {
    bytes.writeLong(span.spanId().value());
    SpanId parent = span.parent();
    bytes.writeByte(
        span.kind().ordinal()
            | span.status().ordinal() << 3
            | (parent == null ? 0 : HAS_PARENT)
            | (span.links().isEmpty() ? 0 : HAS_LINKS));
    if (parent != null) {
      bytes.writeLong(parent.value());
    }
    int instance = instances.number(span.instance());
    bytes.writeVarint(instance);
    if (instance == FirstFew.NONE) {
      bytes.writeVarint(texts.index(span.instance().service()));
      bytes.writeVarint(texts.index(span.instance().instance()));
    }
    bytes.writeVarint(texts.index(span.name()));
    bytes.writeLong(span.interval().start());
    bytes.writeVarint(span.interval().nanos());
    write(Attributes.copyOf(span.attributes()), bytes);
    if (!span.links().isEmpty()) {
      bytes.writeVarint(span.links().size());
      for (SpanLink link : span.links()) {
        bytes.writeLong(link.traceId().high());
        bytes.writeLong(link.traceId().low());
        bytes.writeLong(link.spanId().value());
      }
    }
  }

  private void write(Attributes attributes, ByteArray bytes) {
    Kept some = kept(attributes.names());
    bytes.writeVarint(some.number);
    if (some.number == FirstFew.NONE) {
      bytes.writeVarint(some.places.length);
      for (int i = 0; i < some.places.length; i++) {
        bytes.writeVarint(texts.index(some.names.name(i)));
      }
    }
    for (int place : some.places) {
      bytes.writeVarint(texts.index(attributes.value(place)));
    }
  }

  private Kept kept(AttributeNames all) {
    Kept known = kept.get(all);
    if (known != null) {
      return known;
    }
    List<String> used = new ArrayList<>();
    int[] places = new int[all.size()];
    for (int i = 0; i < all.size(); i++) {
      if (keptAttribute.test(all.name(i))) {
        places[used.size()] = i;
        used.add(all.name(i));
      }
    }
    AttributeNames left = new AttributeNames(used.toArray(String[]::new));
    Kept made = new Kept(names.number(left), left, Arrays.copyOf(places, used.size()));
    if (kept.size() < MOST_NAMES) {
      kept.put(all, made);
    }
    return made;
  }

  Span read(ByteColumn.Reader reader, TraceId trace) {
    SpanId spanId = new SpanId(reader.readLong());
    int flags = reader.readByte();
    SpanId parent = (flags & HAS_PARENT) == 0 ? null : new SpanId(reader.readLong());
    int number = reader.readIndex();
    ServiceInstance instance =
        number == FirstFew.NONE
            ? new ServiceInstance(text(reader), text(reader))
            : instances.thing(number);
    String name = text(reader);
    long start = reader.readLong();
    Interval interval = new Interval(start, start + reader.readVarint());
    Attributes attributes = readAttributes(reader);
    List<SpanLink> links = (flags & HAS_LINKS) == 0 ? List.of() : readLinks(reader);
    return new Span(
        trace,
        spanId,
        parent,
        instance,
        KINDS[flags & 7],
        name,
        interval,
        STATUSES[flags >>> 3 & 3],
        attributes,
        links);
  }

  private Attributes readAttributes(ByteColumn.Reader reader) {
    int number = reader.readIndex();
    AttributeNames all;
    if (number == FirstFew.NONE) {
      String[] told = new String[reader.readIndex()];
      for (int i = 0; i < told.length; i++) {
        told[i] = text(reader);
      }
      all = new AttributeNames(told);
    } else {
      all = names.thing(number);
    }
    String[] values = new String[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = text(reader);
    }
    return new Attributes(all, values);
  }

  private static List<SpanLink> readLinks(ByteColumn.Reader reader) {
    int count = reader.readIndex();
    List<SpanLink> links = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      links.add(
          new SpanLink(
              new TraceId(reader.readLong(), reader.readLong()), new SpanId(reader.readLong())));
    }
    return links;
  }

  private String text(ByteColumn.Reader reader) {
    return texts.text(reader.readIndex());
  }
}
