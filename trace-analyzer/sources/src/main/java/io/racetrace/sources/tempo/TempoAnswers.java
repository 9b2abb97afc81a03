package io.racetrace.sources.tempo;

import io.racetrace.sources.decode.Json;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** What Tempo's answers say beside the spans. */
final class TempoAnswers {

  private TempoAnswers() {}

  /** The traces that a search found. */
  static Set<TraceId> traces(Path answer) throws IOException {
    Set<TraceId> traces = new LinkedHashSet<>();
    try (InputStream bytes = Files.newInputStream(answer);
        JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "traceID".equals(in.currentName())) {
          traces.add(TraceId.fromHex(in.getString()));
        }
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException("the answer to a search is not what Tempo answers", e);
    }
    return traces;
  }

  /** Whether a trace is only a part of one. */
  static boolean isPartial(Path answer) throws IOException {
    try (InputStream bytes = Files.newInputStream(answer);
        JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        JsonToken value = in.nextToken();
        if (name.equals("status") && value.isScalarValue()) {
          String status = in.getString();
          return status.equals("PARTIAL") || status.equals("1");
        }
        in.skipChildren();
      }
      return false;
    } catch (JacksonException e) {
      // What is wrong with it shows when it is decoded.
      return false;
    }
  }
}
