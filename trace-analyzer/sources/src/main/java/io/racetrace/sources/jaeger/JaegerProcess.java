package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.Provenance;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads which running copy of which service a process is. */
final class JaegerProcess {

  private final JaegerTags tags;
  private final Instances instances = new Instances();
  private final Map<String, String> values = new HashMap<>();

  JaegerProcess(JaegerTags tags) {
    this.tags = tags;
  }

  /** Reads the process that begins at the current token; absent if it is null. */
  @Nullable Provenance read(JsonParser in) {
    if (!Json.startsObject(in)) {
      return null;
    }
    values.clear();
    String service = "";
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "serviceName" -> service = Json.isText(in) ? in.getString() : "";
        case "tags" -> tags.read(in, values);
        case "tag" -> tags.readMap(in, values);
        default -> in.skipChildren();
      }
    }
    // What Jaeger's own tracers call them; the client's number is drawn anew by each process.
    rename("client-uuid", "service.instance.id");
    rename("hostname", "host.name");
    rename("pid", "process.pid");
    return Provenance.of(instances.of(service, values, ""), values);
  }

  /** The instance that stands for a process which is not there. */
  Provenance unknown() {
    return Provenance.of(instances.of(Map.of()), Map.of());
  }

  private void rename(String key, String to) {
    String value = values.get(key);
    if (value != null) {
      values.putIfAbsent(to, value);
    }
  }
}
