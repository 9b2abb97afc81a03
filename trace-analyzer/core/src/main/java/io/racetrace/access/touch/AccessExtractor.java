package io.racetrace.access.touch;

import io.racetrace.access.Mutex;
import io.racetrace.access.RecordType;
import io.racetrace.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads touches of records from single spans: one extractor for each way in which instrumentations
 * write them down. An extension point.
 */
public interface AccessExtractor {

  /** Whether the extractor looks at this attribute; others may not be there when it is asked. */
  boolean uses(String attribute);

  /**
   * Sees every span once, in any order, before the first call of {@link #extract}, for what only
   * the whole input tells. What is learned may not depend on the order.
   */
  default void learn(Span span) {}

  /**
   * Which columns identify a record of this type and how that is known, such as {@code id (by its
   * name)}; null if the extractor does not say. Asked for after all spans were learned from.
   */
  default @Nullable String keyColumns(RecordType type) {
    return null;
  }

  /** The touches of this span; empty for a span that touches no record. Never fails. */
  List<Touch> extract(Span span);

  /**
   * What this span asks of predicates, and which answers it changes: touches whose key is the
   * predicate. Never fails.
   */
  default List<Touch> predicates(Span span) {
    return List.of();
  }

  /**
   * The reads of this span that find one row each by another column than the key's, and have the
   * key in their answer: touches whose key is what they looked for. Asked for where {@link
   * #extract} has found no key.
   */
  default List<Touch> lookups(Span span) {
    return List.of();
  }

  /**
   * The writes of this span with all that it tells of the rows, whether their keys are known or
   * not: {@code before} has what names the row and {@code after} what was written there. Asked for
   * where one cause may have taken effect twice. Null if {@link #extract} tells as much.
   */
  default @Nullable List<Touch> effects(Span span) {
    return null;
  }

  /** What this span does to locks that its store keeps beside the rows. Never fails. */
  default List<Mutex> mutexes(Span span) {
    return List.of();
  }

  /** What this span does to locks that are kept outside of the records' store. Never fails. */
  default List<LockCommand> locks(Span span) {
    return List.of();
  }

  /** Whether statements choose between several schemas in the store of this one. */
  default boolean choosesSchemas(Span span) {
    return false;
  }

  /** The type, in the schema that the span's driver tells of, where it tells of one. */
  default RecordType inSchema(Span span, RecordType type) {
    return type;
  }
}
