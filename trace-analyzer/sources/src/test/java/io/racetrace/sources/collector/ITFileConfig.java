package io.racetrace.sources.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.otlp.Requests;
import io.racetrace.sources.receive.OtlpReceiver;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code collector-config/file.yaml}, run. */
class ITFileConfig {

  @TempDir Path folder;

  @Test
  void the_collector_finds_nothing_to_complain_of() throws IOException {
    assertThat(RealCollector.complaints("file.yaml", folder, Map.of())).isEmpty();
  }

  @Test
  void what_services_export_over_http_and_grpc_is_in_the_file_once() throws IOException {
    Set<TraceId> sent = new HashSet<>();
    try (RealCollector collector = RealCollector.start("file.yaml", folder, Map.of())) {
      try (SdkTracerProvider http = Exporters.service(collector.http, "order", "o-1", "gzip");
          SdkTracerProvider grpc =
              Exporters.grpcService(collector.grpc, "referral", "r-1", "gzip")) {
        for (SdkTracerProvider service : List.of(http, grpc)) {
          for (int i = 0; i < 2000; i++) {
            Span span = service.get("test").spanBuilder("work").setNoParent().startSpan();
            span.end();
            sent.add(TraceId.fromHex(span.getSpanContext().getTraceId()));
          }
        }
      }
      collector.stop();

      CollectedSpans read = CollectedSpans.read(FileSource.of(collector.spans));

      assertThat(read.diagnostics).isEmpty();
      assertThat(read.spans)
          .extracting(io.racetrace.trace.Span::traceId)
          .containsExactlyInAnyOrderElementsOf(sent);
      assertThat(collector.warnings()).isEmpty();
    }
  }

  /** Our own receiver is measured against the protocol elsewhere. */
  @Test
  void the_file_tells_the_same_spans_as_our_own_receivers() throws IOException {
    Path received = folder.resolve("received.jsonl");
    try (RealCollector collector = RealCollector.start("file.yaml", folder, Map.of());
        OtlpReceiver receiver = OtlpReceiver.listen(received)) {
      for (int seed = 0; seed < 200; seed++) {
        ExportTraceServiceRequest request = Requests.random(seed);
        Sending.protobuf(collector.http, request);
        Sending.protobuf(receiver.endpoint(), request);
      }
      collector.stop();

      CollectedSpans read = CollectedSpans.read(FileSource.of(collector.spans));
      CollectedSpans expected = CollectedSpans.read(FileSource.of(received));

      assertThat(read.complaints()).isEqualTo(expected.complaints());
      assertThat(read.spans).containsExactlyInAnyOrderElementsOf(expected.spans);
      assertThat(collector.warnings()).isEmpty();
    }
  }

  @Test
  void a_request_in_json_comes_out_as_it_went_in() throws IOException {
    String request =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"order"}}]},\
        "scopeSpans":[{"scope":{},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",\
        "spanId":"eee19b7ec3c1b174","name":"UPDATE orders","kind":3,\
        "startTimeUnixNano":"1767225600000000001","endTimeUnixNano":"1767225600000000002",\
        "attributes":[{"key":"db.query.parameter.0","value":{"stringValue":"42"}},\
        {"key":"racetrace.rows.affected","value":{"intValue":"1"}}],\
        "status":{"code":2,"message":"refused"}}]}]}]}""";
    try (RealCollector collector = RealCollector.start("file.yaml", folder, Map.of())) {
      Sending.json(collector.http, request);
      collector.stop();

      CollectedSpans read = CollectedSpans.read(FileSource.of(collector.spans));

      assertThat(read.spans).hasSize(1);
      assertThat(read.spans).isEqualTo(CollectedSpans.decode(request).spans);
    }
  }
}
