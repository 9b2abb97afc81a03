package io.racetrace.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of a span: of statements the parameters and literals, of errors the messages.
 */
@SuppressWarnings("ReferenceEquality")
final class Redaction {

  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("exception.type");
  private static final AttributeKey<String> ERROR_MESSAGE =
      AttributeKey.stringKey("exception.message");
  private static final AttributeKey<String> ERROR_TRACE =
      AttributeKey.stringKey("exception.stacktrace");
  private static final String JDBC = "io.opentelemetry.jdbc";
  private static final long CACHED_CHARACTERS = 1_000_000;

  private final boolean keepsParameters;
  private final Map<Quoting, BoundedCache<String>> masked = new EnumMap<>(Quoting.class);

  Redaction(boolean keepsParameters) {
    this.keepsParameters = keepsParameters;
    for (Quoting dialect : Quoting.values()) {
      masked.put(
          dialect, new BoundedCache<>(CACHED_CHARACTERS, text -> LiteralMask.mask(text, dialect)));
    }
  }

  /** The span itself where nothing is to be taken out. */
  SpanData of(SpanData span) {
    Attributes attributes = span.getAttributes();
    String system = StatementAttributes.system(attributes);
    boolean sql =
        system != null && Quoting.isSql(system)
            || span.getInstrumentationScopeInfo().getName().equals(JDBC);
    Quoting dialect = Quoting.of(system);
    Attributes left = attributes(attributes, sql, dialect);
    List<EventData> events = events(span.getEvents(), sql);
    StatusData status = status(span.getStatus(), sql);
    String name = sql ? quoted(span.getName(), dialect) : span.getName();
    return left == attributes
            && events == span.getEvents()
            && status == span.getStatus()
            && name.equals(span.getName())
        ? span
        : new RedactedSpan(span, name, left, events, status);
  }

  private Attributes attributes(Attributes attributes, boolean sql, Quoting dialect) {
    Attributes withoutError = error(attributes, sql);
    boolean hasParameters = sql || hasParameters(attributes);
    if (keepsParameters || !hasParameters) {
      return withoutError;
    }
    AttributesBuilder left = withoutError.toBuilder();
    left.removeIf(key -> key.getKey().startsWith(StatementAttributes.PARAMETER));
    if (sql) {
      for (AttributeKey<String> key : StatementAttributes.TEXTS) {
        String text = attributes.get(key);
        if (text != null) {
          left.put(key, statement(text, dialect));
        }
      }
    }
    return left.build();
  }

  private static boolean hasParameters(Attributes attributes) {
    boolean[] found = new boolean[1];
    attributes.forEach(
        (key, value) -> found[0] |= key.getKey().startsWith(StatementAttributes.PARAMETER));
    return found[0];
  }

  private String statement(String text, Quoting dialect) {
    BoundedCache<String> cache = masked.get(dialect);
    return cache == null ? LiteralMask.mask(text, dialect) : cache.get(text);
  }

  /** Names hold operations and tables; numbers in them are of hosts, ports and tables. */
  private String quoted(String name, Quoting dialect) {
    return !keepsParameters && (name.indexOf('\'') >= 0 || name.indexOf('"') >= 0)
        ? LiteralMask.mask(name, dialect)
        : name;
  }

  private List<EventData> events(List<EventData> events, boolean sql) {
    List<EventData> left = null;
    for (int i = 0; i < events.size(); i++) {
      EventData event = events.get(i);
      Attributes attributes = error(event.getAttributes(), sql);
      if (attributes != event.getAttributes()) {
        left = left == null ? new ArrayList<>(events) : left;
        left.set(
            i,
            EventData.create(
                event.getEpochNanos(),
                event.getName(),
                attributes,
                event.getTotalAttributeCount()));
      }
    }
    return left == null ? events : left;
  }

  private static Attributes error(Attributes attributes, boolean sql) {
    String message = attributes.get(ERROR_MESSAGE);
    String trace = attributes.get(ERROR_TRACE);
    if (message == null && trace == null
        || !sql && !isOfDatabase(attributes.get(ERROR_TYPE), message, trace)) {
      return attributes;
    }
    AttributesBuilder left = attributes.toBuilder();
    if (message != null) {
      left.put(ERROR_MESSAGE, ErrorText.mask(message));
    }
    if (trace != null) {
      left.put(ERROR_TRACE, ErrorText.maskTrace(trace));
    }
    return left.build();
  }

  private static boolean isOfDatabase(
      @Nullable String type, @Nullable String message, @Nullable String trace) {
    return ErrorText.isOfDatabase(type)
        || ErrorText.isOfDatabase(message)
        || ErrorText.isTraceOfDatabase(trace);
  }

  private static StatusData status(StatusData status, boolean sql) {
    String description = status.getDescription();
    return description.isEmpty() || !sql && !ErrorText.isOfDatabase(description)
        ? status
        : StatusData.create(status.getStatusCode(), ErrorText.mask(description));
  }
}
