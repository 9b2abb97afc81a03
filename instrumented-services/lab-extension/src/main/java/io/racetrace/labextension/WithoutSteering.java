package io.racetrace.labextension;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Drops requests below {@code /lab/}; what they do is dropped with them, as children. */
final class WithoutSteering implements Sampler {
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");

  private final Sampler others;

  WithoutSteering(Sampler others) {
    this.others = others;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    String path = attributes.get(PATH);
    return kind == SpanKind.SERVER && path != null && path.startsWith("/lab/")
        ? SamplingResult.drop()
        : others.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "WithoutSteering{" + others.getDescription() + "}";
  }
}
