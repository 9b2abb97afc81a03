package io.racetrace.cli.publish;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.racetrace.cli.saved.SavedExemplar;
import io.racetrace.cli.saved.SavedExemplar.Side;
import io.racetrace.cli.saved.SavedExemplar.Step;
import io.racetrace.cli.saved.SavedFinding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.trace.SpanId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans of a {@link FindingTrace}: one over all that tells the finding and the argument, and
 * below it one for each side at its own times, linked to the real spans.
 *
 * <p>All are of a service of their own: under the names of the sides they would count as work of
 * these services, in their rates, latencies and maps.
 */
final class FindingSpans {

  /** The service that findings are published under. */
  static final String SERVICE = "racetrace";

  private static final String PREFIX = "racetrace.finding.";

  private final Tracer tracer;
  private String nextTraceId = "";
  private String nextSpanId = "";
  private final List<SpanData> spans = new ArrayList<>();

  private FindingSpans() {
    tracer =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.of(text("service.name"), SERVICE)))
            .setIdGenerator(
                new IdGenerator() {
                  @Override
                  public String generateSpanId() {
                    return nextSpanId;
                  }

                  @Override
                  public String generateTraceId() {
                    return nextTraceId;
                  }
                })
            .build()
            .get("io.racetrace");
  }

  /** Those of all these traces, in their order: the exporter writes what is alike together. */
  static List<SpanData> of(List<FindingTrace> traces) {
    FindingSpans spans = new FindingSpans();
    traces.forEach(spans::make);
    return List.copyOf(spans.spans);
  }

  private void make(FindingTrace trace) {
    nextTraceId = trace.traceId().toString();
    SavedFinding finding = trace.finding();
    SavedExemplar exemplar = trace.exemplar();
    AttributesBuilder told = Attributes.builder();
    told.put(PREFIX + "rule", finding.rule());
    told.put(PREFIX + "certainty", exemplar.certainty());
    told.put(PREFIX + "severity", finding.severity());
    told.put(PREFIX + "record.type", finding.recordType());
    told.put(PREFIX + "record.key", exemplar.recordKey());
    told.put(PREFIX + "summary", exemplar.summary());
    told.put(PREFIX + "decided_by", exemplar.decidedBy());
    told.put(PREFIX + "playbook", finding.playbook());
    exemplar
        .lost()
        .forEach((column, lost) -> told.put(PREFIX + "lost." + column, lost.toPlainString()));
    SpanBuilder builder =
        begun(trace, "finding", finding.rule() + " " + finding.recordType(), trace.start())
            .setNoParent();
    builder.setAllAttributes(told.build());
    exemplar.sides().forEach(side -> link(builder, side));
    Span root = builder.startSpan();
    for (String reason : exemplar.because()) {
      root.addEvent("because " + reason, trace.end());
    }
    for (String other : exemplar.ruledOut()) {
      root.addEvent("ruled out " + other, trace.end());
    }
    for (int i = 0; i < exemplar.sides().size(); i++) {
      side(trace, i == 0 ? "A" : "B", exemplar.sides().get(i), root);
    }
    end(root, trace.end());
  }

  private void side(FindingTrace trace, String name, Side side, Span root) {
    List<Step> steps = trace.steps(name);
    SpanBuilder builder =
        begun(trace, name, name + " " + side.entryPoint(), trace.start(steps))
            .setParent(Context.root().with(root));
    builder.setAttribute(PREFIX + "side", name);
    builder.setAttribute(PREFIX + "service", side.service());
    builder.setAttribute(PREFIX + "instance", side.instance());
    builder.setAttribute(PREFIX + "entry_point", side.entryPoint());
    builder.setAttribute(PREFIX + "path", side.path());
    link(builder, side);
    Span span = builder.startSpan();
    for (Step step : steps) {
      AttributesBuilder more = Attributes.builder();
      more.put(PREFIX + "row_after", step.rowAfter());
      if (!step.remark().isEmpty()) {
        more.put(PREFIX + "remark", step.remark());
      }
      span.addEvent(name + " " + step.action(), more.build(), step.time());
    }
    end(span, trace.end(steps));
  }

  private SpanBuilder begun(FindingTrace trace, String id, String name, Instant start) {
    nextSpanId = trace.spanId(id);
    return tracer
        .spanBuilder(name)
        .setStartTimestamp(start)
        .setAttribute(Fingerprint.ATTRIBUTE, trace.finding().fingerprint());
  }

  private void end(Span span, Instant end) {
    span.end(end);
    spans.add(((ReadableSpan) span).toSpanData());
  }

  private static void link(SpanBuilder builder, Side side) {
    for (SpanId spanId : side.spanIds()) {
      builder.addLink(
          SpanContext.createFromRemoteParent(
              side.traceId().toString(),
              spanId.toString(),
              TraceFlags.getSampled(),
              TraceState.getDefault()));
    }
  }

  private static AttributeKey<String> text(String name) {
    return AttributeKey.stringKey(name);
  }
}
