package io.racetrace.access.work;

import io.racetrace.access.RecordType;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.SchemaChoice;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which schema a table is that a statement names without one. Who keeps a schema for each of his
 * customers sets it on the connection before he uses that, and the rows of two customers that have
 * one id are two rows.
 */
final class Schemas {

  private final Executions executions;
  private final List<AccessExtractor> extractors;
  private final Map<Executions.Key, List<Mark>> marks = new HashMap<>();

  /**
   * @param schema null for the usual one
   */
  private record Mark(long at, @Nullable String schema) {}

  Schemas(TraceTree tree, Executions executions, List<AccessExtractor> extractors) {
    this.executions = executions;
    this.extractors = extractors;
    for (Span span : tree.spans()) {
      SchemaChoice choice = SchemaChoice.of(span);
      if (choice != null) {
        marks
            .computeIfAbsent(executions.lane(span), lane -> new ArrayList<>())
            .add(new Mark(span.interval().start(), choice.schema()));
      }
    }
    marks.values().forEach(all -> all.sort(Comparator.comparingLong(Mark::at)));
  }

  /** The type, with the schema that it is in as far as that is told. */
  RecordType in(Span span, RecordType type) {
    RecordType known = type;
    for (AccessExtractor extractor : extractors) {
      known = extractor.inSchema(span, known);
    }
    List<Mark> set = marks.isEmpty() ? null : marks.get(executions.lane(span));
    if (set == null
        || known.name().indexOf('.') >= 0
        || extractors.stream().noneMatch(extractor -> extractor.choosesSchemas(span))) {
      return known;
    }
    String schema = null;
    for (Mark mark : set) {
      if (mark.at <= span.interval().start()) {
        schema = mark.schema;
      }
    }
    return schema == null ? known : new RecordType(known.store(), schema + "." + known.name());
  }
}
