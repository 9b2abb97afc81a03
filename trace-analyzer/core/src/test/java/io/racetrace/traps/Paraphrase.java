package io.racetrace.traps;

import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The same spans in other words: what drivers, mappers and exporters add that means nothing. */
enum Paraphrase {
  // In this order, where several are wanted: what a comment says is not told otherwise.
  SMALL_LETTERS {
    @Override
    String text(String text) {
      return outsideQuotes(text, part -> part.toLowerCase(Locale.ROOT));
    }
  },
  CAPITALS {
    @Override
    String text(String text) {
      return outsideQuotes(text, part -> part.toUpperCase(Locale.ROOT));
    }
  },
  WHITE_SPACE {
    @Override
    String text(String text) {
      return outsideQuotes(text, part -> part.replace(" ", "\n\t "));
    }
  },
  SEMICOLON {
    @Override
    String text(String text) {
      return text + " ;";
    }
  },
  COMMENTED {
    @Override
    String text(String text) {
      return "/* app='x ? y' */ "
          + text.replaceFirst(" ", "\n   ")
          + " /*action='it%27s',route='%2Forders%2F42',traceparent='00-"
          + "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/";
    }
  },
  COMMENT_BEHIND {
    @Override
    String text(String text) {
      return text + " -- it's 42 or ?";
    }
  },
  FURTHER_ATTRIBUTES {
    @Override
    Span span(Span span) {
      Map<String, String> attributes = new HashMap<>(span.attributes());
      attributes.put("foo.bar", "42");
      attributes.put("code.function.name", "save");
      attributes.put("db.client.connection.pool.name", "HikariPool-1");
      return with(span, span.interval(), attributes);
    }
  },
  USUAL_PORT {
    @Override
    Span span(Span span) {
      // Half of the services tell it, as the old conventions asked for.
      boolean tells = (span.instance().service().hashCode() & 1) == 0;
      String system = span.attribute("db.system.name");
      String port = system == null ? null : PORTS.get(system);
      if (!tells || port == null || span.attribute("server.address") == null) {
        return span;
      }
      Map<String, String> attributes = new HashMap<>(span.attributes());
      attributes.putIfAbsent("server.port", port);
      return with(span, span.interval(), attributes);
    }
  },
  TWO_HOURS_LATER {
    @Override
    Span span(Span span) {
      long later = 7_200_000_000_000L;
      Interval interval = span.interval();
      return with(
          span, new Interval(interval.start() + later, interval.end() + later), span.attributes());
    }
  },
  EXPORTED_TWICE {
    @Override
    List<Span> apply(List<Span> spans) {
      List<Span> twice = new ArrayList<>(spans);
      twice.addAll(spans);
      return twice;
    }
  };

  private static final Map<String, String> PORTS =
      Map.of("postgresql", "5432", "mysql", "3306", "redis", "6379", "mongodb", "27017");

  private static final Pattern PART =
      Pattern.compile("'[^']*'|\"[^\"]*\"|`[^`]*`|\\[[^\\]]*\\]|[^'\"`\\[]+");

  List<Span> apply(List<Span> spans) {
    return spans.stream().map(this::span).toList();
  }

  Span span(Span span) {
    String text = span.attribute("db.query.text");
    String system = span.attribute("db.system.name");
    boolean sql = system != null && system.matches("postgresql|mysql|oracle.*|microsoft.*");
    if (text == null || text.isBlank() || !sql) {
      return span;
    }
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.put("db.query.text", text(text));
    return with(span, span.interval(), attributes);
  }

  String text(String text) {
    return text;
  }

  private static String outsideQuotes(String text, UnaryOperator<String> change) {
    Matcher parts = PART.matcher(text);
    StringBuilder changed = new StringBuilder();
    while (parts.find()) {
      boolean quoted = "'\"`[".indexOf(parts.group().charAt(0)) >= 0;
      changed.append(quoted ? parts.group() : change.apply(parts.group()));
    }
    return changed.toString();
  }

  private static Span with(Span span, Interval interval, Map<String, String> attributes) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        interval,
        span.status(),
        attributes,
        span.links(),
        span.resolution());
  }
}
