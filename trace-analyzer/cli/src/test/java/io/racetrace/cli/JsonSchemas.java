package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Holds what commands print to the schemas that are published with them. */
final class JsonSchemas {

  private JsonSchemas() {}

  static void assertKept(String schema, String json) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RacetraceCommand.class.getResourceAsStream(schema))) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(in)
                  .validate(json, InputFormat.JSON))
          .isEmpty();
    }
  }
}
