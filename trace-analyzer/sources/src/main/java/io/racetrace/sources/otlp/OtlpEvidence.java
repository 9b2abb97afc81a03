package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonId;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * Keeps what a back end answered: lines of OTLP's JSON with all that the answer said of its spans,
 * also what {@link Span} does not hold. Jaeger's user interface takes such files.
 */
public final class OtlpEvidence {

  private static final Set<String> SPAN_IDS = Set.of("spanId", "parentSpanId");

  /** A scope and its spans, waiting for the resource. */
  private record Scope(@Nullable String scope, @Nullable String schemaUrl, List<byte[]> spans) {}

  private final OtlpLines lines;
  private final JsonId id = new JsonId();
  private long spans;

  /**
   * @param out left open
   */
  public OtlpEvidence(OutputStream out) {
    lines = new OtlpLines(out);
  }

  /** How many spans were kept. */
  public long spans() {
    return spans;
  }

  /**
   * Keeps the spans of these traces out of an answer in OTLP's JSON, under whichever wrapper. Of an
   * answer that breaks off, what is whole is kept.
   */
  public void answer(InputStream answer, Predicate<TraceId> traces) throws IOException {
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), answer)) {
      while (in.nextToken() != null) {
        value(in, traces);
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      // Whoever decoded the answer has told what is wrong with it.
    }
  }

  /** Keeps spans that came in another format, with no more than {@link Span} holds. */
  public void spans(List<Span> decoded) throws IOException {
    for (Span span : decoded) {
      lines.add(
          OtlpLines.bytes(
              "{\"resource\":"
                  + OtlpSpanJson.resource(span.instance())
                  + ",\"scopeSpans\":[{\"spans\":["),
          List.of(OtlpLines.bytes(OtlpSpanJson.span(span))),
          OtlpLines.bytes("]}]}"));
    }
    spans += decoded.size();
  }

  /** Writes the last line. */
  public void end() throws IOException {
    lines.flush();
  }

  /**
   * Writes a line that tells what is not there. Who reads the file later would else take a part for
   * the whole; other readers of OTLP pass over a field that they don't know.
   */
  public void lacks(List<String> lacks) throws IOException {
    lines.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeArrayPropertyStart(OtlpJsonReader.LACKS);
      for (String lack : lacks) {
        json.writeString(lack);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("resourceSpans");
      json.writeEndArray();
      json.writeEndObject();
    }
    line.write('\n');
    lines.write(line);
  }

  private void value(JsonParser in, Predicate<TraceId> traces) throws IOException {
    if (in.currentToken() == JsonToken.START_ARRAY) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        value(in, traces);
      }
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    String resource = "{}";
    String schemaUrl = null;
    List<Scope> scopes = new ArrayList<>();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "resourceSpans", "batches", "result", "trace" -> value(in, traces);
        case "resource" -> resource = copy(in);
        case "schemaUrl" -> schemaUrl = copy(in);
        case "scopeSpans", "instrumentationLibrarySpans" -> scopes(in, traces, scopes);
        default -> in.skipChildren();
      }
    }
    for (Scope scope : scopes) {
      lines.add(
          OtlpLines.bytes(
              "{\"resource\":"
                  + resource
                  + ",\"scopeSpans\":[{"
                  + (scope.scope == null ? "" : "\"scope\":" + scope.scope + ",")
                  + "\"spans\":["),
          scope.spans,
          OtlpLines.bytes("]" + schema(scope.schemaUrl) + "}]" + schema(schemaUrl) + "}"));
      spans += scope.spans.size();
    }
  }

  private static String schema(@Nullable String url) {
    return url == null ? "" : ",\"schemaUrl\":" + url;
  }

  private void scopes(JsonParser in, Predicate<TraceId> traces, List<Scope> into) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      String scope = null;
      String schemaUrl = null;
      List<byte[]> kept = new ArrayList<>();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "scope", "instrumentationLibrary" -> scope = copy(in);
          case "schemaUrl" -> schemaUrl = copy(in);
          case "spans" -> {
            if (Json.startsArray(in)) {
              while (in.nextToken() != JsonToken.END_ARRAY) {
                span(in, traces, kept);
              }
            }
          }
          default -> in.skipChildren();
        }
      }
      into.add(new Scope(scope, schemaUrl, kept));
    }
  }

  private void span(JsonParser in, Predicate<TraceId> traces, List<byte[]> into) {
    TraceId[] trace = {TraceId.INVALID};
    ByteArrayOutputStream span = new ByteArrayOutputStream();
    copy(in, span, trace);
    if (traces.test(trace[0])) {
      into.add(span.toByteArray());
    }
  }

  private String copy(JsonParser in) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copy(in, bytes, new TraceId[1]);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Copies the current value, with ids in hexadecimal digits; keeps its own trace id. */
  private void copy(JsonParser in, OutputStream out, TraceId[] trace) {
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      int depth = 0;
      do {
        JsonToken token = in.currentToken();
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (token != JsonToken.VALUE_STRING || !isId(in, json, depth, trace)) {
          OtlpTokens.copyCurrent(in, json);
        }
      } while (depth > 0 && in.nextToken() != null);
      if (depth > 0) {
        throw Json.malformed(in, "the answer ends in the middle");
      }
    }
  }

  private boolean isId(JsonParser in, JsonGenerator json, int depth, TraceId[] trace) {
    String name = in.currentName();
    if (name == null || !in.streamReadContext().inObject()) {
      return false;
    }
    if (name.equals("traceId") && id.read(in, 16) && id.isValid()) {
      TraceId read = new TraceId(id.high(), id.low());
      if (depth == 1) {
        trace[0] = read;
      }
      json.writeString(read.toString());
      return true;
    }
    if (SPAN_IDS.contains(name) && id.read(in, 8) && id.isValid()) {
      json.writeString(new SpanId(id.low()).toString());
      return true;
    }
    return false;
  }
}
