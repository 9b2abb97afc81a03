package io.racetrace.access.work;

import io.racetrace.access.Message;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the span that began a service's work tells of the message or the request that it serves. */
final class EntrySpan {

  private static final String[] DESTINATION = {
    "messaging.destination.name", "messaging.destination", "messaging.source.name"
  };
  private static final String[] PARTITION = {
    "messaging.destination.partition.id",
    "messaging.kafka.destination.partition",
    "messaging.kafka.source.partition",
    "messaging.kafka.partition"
  };
  private static final String[] OFFSET = {
    "messaging.kafka.offset", "messaging.kafka.message.offset"
  };
  private static final String[] KEY = {
    "messaging.kafka.message.key", "messaging.kafka.message_key"
  };
  private static final String[] ID = {"messaging.message.id", "messaging.message_id"};
  private static final String[] GROUP = {
    "messaging.consumer.group.name",
    "messaging.kafka.consumer.group",
    "messaging.kafka.consumer_group"
  };
  private static final String SESSION = "session.id";
  private static final String[] FLOW = {
    SESSION,
    "messaging.message.conversation_id",
    "messaging.conversation_id",
    "http.request.header.x-correlation-id"
  };
  private static final String[] USER = {"enduser.id", "user.id"};

  /** By these a request says which state of a record it means: the version travels. */
  private static final String[] CONDITION = {
    "http.request.header.if-match",
    "http.request.header.if_match",
    "http.request.header.if-unmodified-since",
    "http.request.header.if_unmodified_since"
  };

  private static final String BATCH = "messaging.batch.message_count";
  private static final String[] PATH = {"url.path", "http.target"};

  private static final Set<String> ATTRIBUTES = attributes();
  private static final Pattern IDENTIFIES =
      Pattern.compile("(?i).*(id|uuid|guid|key|no|nr|number|code|slug)");

  private EntrySpan() {}

  private static Set<String> attributes() {
    Set<String> all = new HashSet<>(Set.of("http.route", BATCH));
    for (String[] names :
        new String[][] {
          DESTINATION, PARTITION, OFFSET, KEY, ID, GROUP, PATH, FLOW, USER, CONDITION
        }) {
      all.addAll(Set.of(names));
    }
    return Set.copyOf(all);
  }

  static boolean uses(String attribute) {
    return ATTRIBUTES.contains(attribute) || Causes.uses(attribute);
  }

  /** What other requests of the same flow have in common with it; null where nothing tells. */
  static @Nullable String flow(Span entry) {
    return entry.firstAttribute(FLOW);
  }

  /**
   * Who asks, so that an earlier request may have shown what a later one saves; null where nothing
   * tells, or the request says itself which state it means.
   */
  static @Nullable String asker(Span entry) {
    if (entry.kind() != SpanKind.SERVER || entry.firstAttribute(CONDITION) != null) {
      return null;
    }
    String session = entry.attribute(SESSION);
    String user = session == null ? entry.firstAttribute(USER) : null;
    String asker = user == null ? session : "user " + user;
    return asker == null || asker.isBlank() ? null : asker;
  }

  /** The message that is consumed; null if this is no consumer, or it consumes several. */
  static @Nullable Message message(Span entry) {
    if (entry.kind() != SpanKind.CONSUMER) {
      return null;
    }
    String count = entry.attribute(BATCH);
    if (count != null && !count.equals("1")) {
      return null;
    }
    String offset = entry.firstAttribute(OFFSET);
    Message message =
        new Message(
            first(entry, DESTINATION),
            first(entry, PARTITION),
            offset != null && offset.matches("\\d{1,18}") ? Long.valueOf(offset) : null,
            first(entry, KEY),
            first(entry, ID),
            first(entry, GROUP));
    return message.equals(Message.NOTHING) ? null : message;
  }

  private static String first(Span entry, String[] names) {
    String value = entry.firstAttribute(names);
    return value == null ? "" : value;
  }

  /**
   * What stands in the path for the one variable of the route, if the part of the route before it
   * names records of this type; else null.
   */
  static @Nullable String pathKey(Span entry, String recordType) {
    String route = entry.attribute("http.route");
    String path = entry.firstAttribute(PATH);
    if (entry.kind() != SpanKind.SERVER || route == null || path == null) {
      return null;
    }
    String[] fixed = trimmed(route).split("/", -1);
    String[] actual = trimmed(withoutQuery(path)).split("/", -1);
    if (fixed.length != actual.length) {
      return null;
    }
    int variable = -1;
    for (int i = 0; i < fixed.length; i++) {
      if (isVariable(fixed[i])) {
        if (variable >= 0) {
          return null;
        }
        variable = i;
      } else if (!fixed[i].equals(actual[i])) {
        return null;
      }
    }
    if (variable < 1
        || !IDENTIFIES.matcher(variableName(fixed[variable])).matches()
        || !RecordNames.sameRecord(fixed[variable - 1], recordType)) {
      return null;
    }
    return decoded(actual[variable]);
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{")
        || segment.startsWith(":")
        || segment.startsWith("<")
        || segment.contains("*");
  }

  /** {@code {orderId:[0-9]+}}, {@code :orderId} and {@code <int:orderId>} are orderId. */
  private static String variableName(String segment) {
    if (segment.startsWith("{") && segment.endsWith("}")) {
      String inner = segment.substring(1, segment.length() - 1);
      int colon = inner.indexOf(':');
      return colon < 0 ? inner : inner.substring(0, colon);
    }
    if (segment.startsWith("<") && segment.endsWith(">")) {
      return segment.substring(segment.indexOf(':') + 1, segment.length() - 1);
    }
    return segment.startsWith(":") ? segment.substring(1) : "";
  }

  private static String withoutQuery(String path) {
    int end = path.length();
    for (char c : new char[] {'?', '#', ';'}) {
      int at = path.indexOf(c);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return path.substring(0, end);
  }

  private static String trimmed(String path) {
    String start = path.startsWith("/") ? path.substring(1) : path;
    return start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
  }

  /** The text of a segment; null where it was masked or is no text. */
  private static @Nullable String decoded(String segment) {
    if (segment.isEmpty() || segment.matches("[?*{<\\[].*|(?i)redacted")) {
      return null;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
