package io.racetrace.emitters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the stories out of what a program wrote, one line for each, without what tells of the
 * machine: of the resource only the names, and of the ports those that the stores usually have.
 */
final class Stories {

  private static final Map<String, String> USUAL_PORTS =
      Map.of(
          "postgres", "5432", "redis", "6379", "mongo", "27017", "kafka", "9092", "mysql", "3306");
  private static final Set<String> OF_THE_RESOURCE =
      Set.of("service.name", "telemetry.sdk.language", "telemetry.distro.name");

  private final ObjectMapper json = JsonMapper.shared();
  private final Map<String, Integer> ports;

  Stories(Map<String, Integer> ports) {
    this.ports = ports;
  }

  /** The stories by the names of their emitters. */
  Map<String, String> of(List<String> lines) {
    List<JsonNode> requests = new ArrayList<>();
    Map<String, String> emitterOfTrace = new HashMap<>();
    for (String line : lines) {
      requests.add(json.readTree(withUsualPorts(line)));
    }
    for (JsonNode span : spans(requests)) {
      String name = span.path("name").asString();
      if (name.startsWith("story ")) {
        emitterOfTrace.put(span.path("traceId").asString(), name.substring("story ".length()));
      }
    }
    // A receiver may begin a trace of its own, with a link to the message's.
    for (JsonNode span : spans(requests)) {
      for (JsonNode link : span.path("links")) {
        String emitter = emitterOfTrace.get(link.path("traceId").asString());
        if (emitter != null) {
          emitterOfTrace.putIfAbsent(span.path("traceId").asString(), emitter);
        }
      }
    }
    Map<String, String> stories = new TreeMap<>();
    for (String emitter : new HashSet<>(emitterOfTrace.values())) {
      stories.put(emitter, story(emitter, requests, emitterOfTrace));
    }
    return stories;
  }

  private String story(
      String emitter, List<JsonNode> requests, Map<String, String> emitterOfTrace) {
    ObjectNode story = json.createObjectNode();
    ArrayNode resources = story.putArray("resourceSpans");
    ObjectNode resource = resources.addObject();
    Map<String, ArrayNode> scopes = new HashMap<>();
    ArrayNode scopeSpans = json.createArrayNode();
    for (JsonNode request : requests) {
      for (JsonNode resourceSpans : request.path("resourceSpans")) {
        for (JsonNode scope : resourceSpans.path("scopeSpans")) {
          for (JsonNode span : scope.path("spans")) {
            if (emitter.equals(emitterOfTrace.get(span.path("traceId").asString()))) {
              resource.set("resource", named(resourceSpans.path("resource")));
              scopes
                  .computeIfAbsent(
                      scope.path("scope").toString(),
                      any -> {
                        ObjectNode group = scopeSpans.addObject();
                        group.set("scope", scope.path("scope"));
                        return group.putArray("spans");
                      })
                  .add(span);
            }
          }
        }
      }
    }
    resource.set("scopeSpans", scopeSpans);
    return story.toString();
  }

  private ObjectNode named(JsonNode resource) {
    ObjectNode named = json.createObjectNode();
    ArrayNode attributes = named.putArray("attributes");
    for (JsonNode attribute : resource.path("attributes")) {
      if (OF_THE_RESOURCE.contains(attribute.path("key").asString())) {
        attributes.add(attribute);
      }
    }
    return named;
  }

  private String withUsualPorts(String line) {
    String usual = line;
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      usual =
          usual.replaceAll(
              "\\b" + port.getValue() + "\\b", USUAL_PORTS.getOrDefault(port.getKey(), "0"));
    }
    return usual;
  }

  private static List<JsonNode> spans(List<JsonNode> requests) {
    List<JsonNode> spans = new ArrayList<>();
    for (JsonNode request : requests) {
      for (JsonNode resourceSpans : request.path("resourceSpans")) {
        for (JsonNode scope : resourceSpans.path("scopeSpans")) {
          scope.path("spans").forEach(spans::add);
        }
      }
    }
    return spans;
  }
}
