package io.racetrace.labextension;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class WithoutSteeringTest {
  private final LongAdder ended = new LongAdder();
  private final Tracer tracer =
      SdkTracerProvider.builder()
          .setSampler(new WithoutSteering(Sampler.parentBased(Sampler.alwaysOn())))
          .addSpanProcessor(new EndedSpans(ended))
          .build()
          .get("test");

  @Test
  void what_a_request_of_the_lab_does_leaves_no_span_and_is_not_counted() {
    requestWithStatement("/lab/form");

    assertThat(ended.sum()).isZero();
  }

  @Test
  void every_other_request_leaves_its_spans_and_they_are_counted() {
    requestWithStatement("/orders/lab/7");

    assertThat(ended.sum()).isEqualTo(2);
  }

  private void requestWithStatement(String path) {
    Span request =
        tracer
            .spanBuilder("PUT")
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(AttributeKey.stringKey("url.path"), path)
            .startSpan();
    tracer
        .spanBuilder("INSERT")
        .setSpanKind(SpanKind.CLIENT)
        .setParent(Context.root().with(request))
        .startSpan()
        .end();
    request.end();
  }
}
