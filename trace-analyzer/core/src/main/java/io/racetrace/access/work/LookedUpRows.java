package io.racetrace.access.work;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.Touch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ties a row that was looked up by another key to the row that the same unit of work wrote
 * afterwards. An assumption, so it is only made where nothing else of the table was read or
 * written, where the answer had the key in it, and where it showed what was then set. A lock is
 * believed sooner: it is taken to hold whatever the unit writes in the table after it.
 */
final class LookedUpRows {

  private final List<AccessExtractor> extractors;
  private final Executions executions;
  private final Map<Rows, List<SpanTouch>> touches = new HashMap<>();

  /** What one execution does with one table. */
  private record Rows(Executions.Key execution, RecordType type) {}

  /**
   * @param lookup the read, with the key of the row that was written
   */
  record Tied(SpanTouch lookup, String key) {}

  LookedUpRows(List<AccessExtractor> extractors, Executions executions, List<SpanTouch> found) {
    this.extractors = extractors;
    this.executions = executions;
    boolean isBlind = false;
    for (SpanTouch at : found) {
      isBlind |= isBlindRead(at.touch());
    }
    if (!isBlind) {
      return;
    }
    Set<Rows> written = new HashSet<>();
    for (SpanTouch at : found) {
      if (isUpdate(at.touch())) {
        written.add(rows(at));
      }
    }
    for (SpanTouch at : found) {
      if (written.contains(rows(at))) {
        touches.computeIfAbsent(rows(at), rows -> new ArrayList<>()).add(at);
      }
    }
  }

  List<Tied> find() {
    List<Tied> tied = new ArrayList<>();
    for (List<SpanTouch> ofOne : touches.values()) {
      List<SpanTouch> locking = new ArrayList<>();
      for (SpanTouch at : ofOne) {
        Touch lookup = isBlindRead(at.touch()) ? lookup(at) : null;
        if (lookup != null && lookup.guards().contains(Guard.ROW_LOCK)) {
          locking.add(new SpanTouch(at.span(), lookup.of(at.touch().type())));
        }
      }
      Tied one = locking.isEmpty() ? tie(ofOne) : null;
      if (one != null) {
        tied.add(one);
      }
      for (SpanTouch lock : locking) {
        tied.addAll(held(lock, ofOne));
      }
    }
    return tied;
  }

  /** A lock holds what is written after it, whoever reads it again. */
  private static List<Tied> held(SpanTouch lock, List<SpanTouch> ofOne) {
    Map<String, SpanTouch> first = new HashMap<>();
    for (SpanTouch at : ofOne) {
      String key = isUpdate(at.touch()) ? at.touch().key() : null;
      if (key != null) {
        first.merge(key, at, (known, next) -> isBefore(next, known) ? next : known);
      }
    }
    List<Tied> held = new ArrayList<>();
    first.forEach(
        (key, write) -> {
          if (lock.span().interval().end() <= write.span().interval().start()) {
            held.add(new Tied(lock, key));
          }
        });
    return held;
  }

  private @Nullable Tied tie(List<SpanTouch> ofOne) {
    SpanTouch read = null;
    SpanTouch write = null;
    for (SpanTouch at : ofOne) {
      if (isBlindRead(at.touch()) && read == null) {
        read = at;
      } else if (isUpdate(at.touch())
          && (write == null || isSame(write.touch().key(), at.touch().key()))) {
        write = write == null || isBefore(at, write) ? at : write;
      } else {
        return null;
      }
    }
    if (read == null
        || write == null
        || read.span().interval().end() > write.span().interval().start()) {
      return null;
    }
    Touch lookup = lookup(read);
    String key = write.touch().key();
    return lookup != null && key != null && lookup.columns().mayShow(write.touch().columns())
        ? new Tied(new SpanTouch(read.span(), lookup.of(read.touch().type())), key)
        : null;
  }

  /** What the span looks up in the table, or locks; null if that is nothing, or several things. */
  private @Nullable Touch lookup(SpanTouch read) {
    Touch one = null;
    for (AccessExtractor extractor : extractors) {
      for (Touch lookup : extractor.lookups(read.span())) {
        if (lookup.statement().equals(read.touch().statement())) {
          if (one != null) {
            return null;
          }
          one = lookup;
        }
      }
    }
    return one;
  }

  private Rows rows(SpanTouch at) {
    return new Rows(executions.lane(at.span()), at.touch().type());
  }

  private static boolean isBlindRead(Touch touch) {
    return touch.operation() == Operation.READ && touch.key() == null;
  }

  private static boolean isUpdate(Touch touch) {
    KeySource source = touch.keySource();
    return touch.operation() == Operation.UPDATE && source != null && !source.isAssumed();
  }

  private static boolean isSame(@Nullable String one, @Nullable String other) {
    return one != null && one.equals(other);
  }

  private static boolean isBefore(SpanTouch one, SpanTouch other) {
    return one.span().interval().start() < other.span().interval().start();
  }
}
