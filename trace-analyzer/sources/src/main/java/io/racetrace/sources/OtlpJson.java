package io.racetrace.sources;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** The one configuration under which OTLP's JSON is read and written. */
final class OtlpJson {

  /**
   * How deep values may nest. OTLP itself needs 12 levels, the rest is left to attribute values; a
   * bound, because what follows the nesting is recursion.
   */
  static final int MAX_DEPTH = 200;

  /** No text within a span is this long, in characters; beyond it lies broken or hostile input. */
  private static final int MAX_STRING = 20_000_000;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Attribute keys come back as the same String object every time, so they cost nothing.
          .enable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          // Half a document, closed for us, would look like a whole one.
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(10_000)
                  .maxNumberLength(400)
                  .build())
          .build();

  private OtlpJson() {}
}
