package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Which services an export request comes from, read without looking at its spans. */
public final class ServiceNames {

  private static final String KEY = "service.name";

  private final Set<String> names = new TreeSet<>();

  private ServiceNames() {}

  /**
   * @param request an encoded {@code ExportTraceServiceRequest}
   * @throws IOException if the bytes are not such a message
   */
  public static Set<String> ofProtobuf(byte[] request) throws IOException {
    ServiceNames services = new ServiceNames();
    ProtobufFields.of(request)
        .forEach(
            1, resourceSpans -> resourceSpans.message(1).forEach(1, services::protobufAttribute));
    return services.names;
  }

  /**
   * @param request an export request in OTLP's JSON form; where it is broken, what stands before
   */
  public static Set<String> ofJson(byte[] request) {
    ServiceNames services = new ServiceNames();
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), request)) {
      in.nextToken();
      services.jsonRequest(in);
    } catch (JacksonException e) {
      // Whether the request is any good is for others to say.
    }
    return services.names;
  }

  private void protobufAttribute(ProtobufFields attribute) throws IOException {
    if (attribute.string(1).equals(KEY)) {
      add(attribute.message(2).string(1));
    }
  }

  private void jsonRequest(JsonParser in) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (in.nextToken() == JsonToken.START_ARRAY && name.equals("resourceSpans")) {
        while (in.nextToken() == JsonToken.START_OBJECT) {
          jsonResourceSpans(in);
        }
      } else {
        in.skipChildren();
      }
    }
  }

  private void jsonResourceSpans(JsonParser in) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (in.nextToken() == JsonToken.START_OBJECT && name.equals("resource")) {
        jsonResource(in);
      } else {
        in.skipChildren();
      }
    }
  }

  private void jsonResource(JsonParser in) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      if (name.equals("attributes")) {
        Map<String, String> resource = new HashMap<>();
        new OtlpAttributes().read(in, resource);
        add(resource.getOrDefault(KEY, ""));
      } else {
        in.skipChildren();
      }
    }
  }

  private void add(String name) {
    if (!name.isEmpty()) {
      names.add(name);
    }
  }
}
