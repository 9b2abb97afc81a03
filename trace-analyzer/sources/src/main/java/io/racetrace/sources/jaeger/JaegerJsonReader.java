package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the spans in one JSON value of Jaeger: an answer, a trace, a batch, a search result of
 * Elasticsearch, or a span on its own.
 *
 * <p>Jaeger writes the processes of a trace behind its spans, so spans wait for them.
 */
final class JaegerJsonReader implements JsonSpanReader {

  /** A span whose process is not known yet. */
  private record Read(@Nullable Span span, List<SpanFault> faults, @Nullable String processId) {}

  /** So many spans may wait for their process; beyond that the input is broken or hostile. */
  private static final int MAX_WAITING = 500_000;

  private final Listener listener;
  private final JaegerTags tags = new JaegerTags();
  private final JaegerProcess process = new JaegerProcess(tags);
  private final JaegerSpanReader spans = new JaegerSpanReader(tags, process);
  private boolean isJaeger;

  JaegerJsonReader(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void read(JsonParser in) {
    isJaeger = false;
    String firstName = value(in);
    if (!isJaeger && firstName != null) {
      throw Json.malformed(
          in, "JSON, but not Jaeger's: it begins with the field \"" + firstName + "\"");
    }
  }

  /** Reads an object or an array of them; the name of its first field, if it has one. */
  private @Nullable String value(JsonParser in) {
    String firstName = null;
    if (in.currentToken() == JsonToken.START_ARRAY) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        String name = value(in);
        firstName = firstName == null ? name : firstName;
      }
      return firstName;
    }
    if (!Json.startsObject(in)) {
      return null;
    }
    JaegerSpanReader object = new JaegerSpanReader(tags, process);
    Map<String, Provenance> processes = new HashMap<>();
    List<Read> waiting = new ArrayList<>(0);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      firstName = firstName == null ? name : firstName;
      in.nextToken();
      switch (name) {
        case "data", "batch", "hits", "_source" -> {
          String within = value(in);
          isJaeger |= within == null;
        }
        case "spans" -> {
          isJaeger = true;
          spans(in, processes, waiting);
        }
        case "processes" -> processes(in, processes);
        case "errors" -> errors(in);
        default -> object.field(name, in);
      }
    }
    if (object.isSpan()) {
      isJaeger = true;
      waiting.add(end(object));
    }
    Provenance rest = object.process();
    for (Read read : waiting) {
      Provenance named = processes.get(read.processId);
      tell(read, named != null ? named : rest != null ? rest : process.unknown());
    }
    return firstName;
  }

  private void spans(JsonParser in, Map<String, Provenance> processes, List<Read> waiting) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      spans.begin();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        spans.field(name, in);
      }
      Provenance known = spans.process();
      known = known == null ? processes.get(spans.processId()) : known;
      Read read = end(spans);
      if (known != null) {
        tell(read, known);
      } else if (waiting.size() < MAX_WAITING) {
        waiting.add(read);
      } else {
        throw Json.malformed(in, "too many spans stand before their processes");
      }
    }
  }

  private Read end(JaegerSpanReader reader) {
    Provenance own = reader.process();
    Span span = reader.end((own == null ? process.unknown() : own).instance());
    return new Read(span, reader.faults(), reader.processId());
  }

  private void tell(Read read, Provenance by) {
    for (SpanFault fault : read.faults) {
      listener.fault(fault, by.instance());
    }
    if (read.span != null) {
      listener.span(read.span.recordedBy(by.instance()).told(by.told()));
    }
  }

  private void processes(JsonParser in, Map<String, Provenance> into) {
    if (!Json.startsObject(in)) {
      return;
    }
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      Provenance read = process.read(in);
      if (read != null) {
        into.put(name, read);
      }
    }
  }

  private void errors(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      isJaeger = true;
      String code = "";
      String message = "an error without words";
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "code" -> code = in.currentToken().isNumeric() ? in.getString() + " " : "";
          case "msg" -> message = Json.isText(in) ? in.getString() : message;
          default -> in.skipChildren();
        }
      }
      listener.failedAnswer("Jaeger answered: " + code + message);
    }
  }
}
