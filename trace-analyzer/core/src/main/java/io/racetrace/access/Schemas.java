package io.racetrace.access;

import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In which schema a table is that a statement names without one. Who keeps a schema for each of his
 * customers sets it on the connection before he uses that, and the rows of two customers that have
 * one id are two rows.
 */
final class Schemas {

  private static final int LONGEST = 300;

  private static final String NAME = "['\"]?([\\w$-]+)['\"]?";

  private static final Pattern SET =
      Pattern.compile(
          "set\\s+(?:session\\s+|local\\s+)?search_path\\s*(?:=|\\bto\\b)\\s*(.+)"
              + "|select\\s+(?:pg_catalog\\.)?set_config\\(\\s*'search_path'\\s*,\\s*'([^']*)'.*"
              + "|set\\s+(?:current\\s+)?schema\\s*=?\\s*(.+)"
              + "|alter\\s+session\\s+set\\s+current_schema\\s*=\\s*(.+)"
              + "|(reset)\\s+(?:search_path|all)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern FIRST = Pattern.compile(NAME + "\\s*(?:[,;].*)?", Pattern.DOTALL);

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
      Matcher set = set(span);
      if (set != null) {
        marks
            .computeIfAbsent(executions.lane(span), lane -> new ArrayList<>())
            .add(new Mark(span.interval().start(), schema(set)));
      }
    }
    marks.values().forEach(all -> all.sort(Comparator.comparingLong(Mark::at)));
  }

  /** The schema that the span's statement chooses; null where it chooses none. */
  static @Nullable String chosenBy(Span span) {
    Matcher set = set(span);
    return set == null ? null : schema(set);
  }

  private static @Nullable Matcher set(Span span) {
    String text = DatabaseSpan.text(span);
    if (text.isEmpty() || text.length() > LONGEST || !mayBe(text) || !DatabaseSpan.isSql(span)) {
      return null;
    }
    Matcher set = SET.matcher(text.strip());
    return set.matches() ? set : null;
  }

  /** Every statement is asked, and hardly any one does. */
  private static boolean mayBe(String text) {
    char first = Character.toLowerCase(text.charAt(0));
    if (first != 's' && first != 'a' && first != 'r' && !Character.isWhitespace(first)) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("search_path") || lower.contains("schema") || lower.contains("reset");
  }

  private static @Nullable String schema(Matcher set) {
    for (int group = 1; group <= 4; group++) {
      if (set.group(group) != null) {
        // What follows is only looked in where the first one has no such table.
        String names = set.group(group).strip().replaceFirst("(?i)^\"?\\$user\"?\\s*,\\s*", "");
        Matcher first = FIRST.matcher(names);
        return first.matches() ? usual(first.group(1).toLowerCase(Locale.ROOT)) : null;
      }
    }
    return null;
  }

  private static @Nullable String usual(String schema) {
    return schema.equals("public") || schema.equals("dbo") || schema.equals("default")
        ? null
        : schema;
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
