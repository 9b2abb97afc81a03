package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.Provenance;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;

/** Reads which running copy of which service a resource describes. */
final class ResourceIdentity {

  private final OtlpAttributes attributes;
  private final Map<String, String> resource = new HashMap<>();
  private final Instances instances = new Instances();

  ResourceIdentity(OtlpAttributes attributes) {
    this.attributes = attributes;
  }

  /** Reads the resource that begins at the current token. */
  Provenance read(JsonParser in) {
    resource.clear();
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("attributes")) {
          attributes.read(in, resource);
        } else {
          in.skipChildren();
        }
      }
    }
    return Provenance.of(instances.of(resource), resource);
  }

  /** The instance that a resource without attributes stands for. */
  Provenance unknown() {
    return Provenance.of(instances.of(Map.of()), Map.of());
  }
}
