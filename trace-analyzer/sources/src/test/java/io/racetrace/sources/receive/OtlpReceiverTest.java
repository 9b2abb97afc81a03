package io.racetrace.sources.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.otlp.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpReceiverTest {

  @TempDir Path folder;
  private Path file;
  private OtlpReceiver receiver;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void listen() throws IOException {
    file = folder.resolve("spans.jsonl");
    receiver = OtlpReceiver.listen(file);
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void what_the_real_exporter_sends_is_in_the_file(String compression) throws IOException {
    String traceId;
    try (SdkTracerProvider service =
        Exporters.service(receiver.endpoint(), "order-service", "ord-1", compression)) {
      Tracer tracer = service.tracerBuilder("test").setInstrumentationVersion("1.0").build();
      Span server =
          tracer
              .spanBuilder("POST /orders")
              .setSpanKind(SpanKind.SERVER)
              .setNoParent()
              .setStartTimestamp(1_700_000_000_000_000_001L, TimeUnit.NANOSECONDS)
              .setAttribute("http.response.status_code", 200)
              .startSpan();
      traceId = server.getSpanContext().getTraceId();
      Span client =
          tracer
              .spanBuilder("UPDATE shop.users")
              .setSpanKind(SpanKind.CLIENT)
              .setParent(Context.root().with(server))
              .addLink(server.getSpanContext(), Attributes.builder().put("why", "test").build())
              .startSpan();
      client.setAttribute(AttributeKey.stringArrayKey("names"), List.of("a", "ü😀"));
      client.setAttribute("rows", 3L);
      client.setAttribute("ratio", 0.5);
      client.setAttribute("ok", true);
      client.setStatus(StatusCode.ERROR, "refused");
      client.addEvent("exception", Attributes.builder().put("exception.type", "E").build());
      client.end();
      server.end(1_700_000_000_000_000_002L, TimeUnit.NANOSECONDS);
    }

    assertThat(receiver.spans()).isEqualTo(2);
    String text = Files.readString(file);
    assertThat(text)
        .startsWith("{\"resourceSpans\":[{\"resource\":{\"attributes\":[")
        .endsWith("}]}\n")
        .contains("{\"key\":\"service.instance.id\",\"value\":{\"stringValue\":\"ord-1\"}}")
        .contains("\"scope\":{\"name\":\"test\",\"version\":\"1.0\"}")
        .contains("\"traceId\":\"" + traceId + "\"")
        .contains(
            "\"name\":\"POST /orders\",\"kind\":2,\"startTimeUnixNano\":\"1700000000000000001\"")
        .contains("\"endTimeUnixNano\":\"1700000000000000002\"")
        .contains("{\"key\":\"rows\",\"value\":{\"intValue\":\"3\"}}")
        .contains("{\"key\":\"ratio\",\"value\":{\"doubleValue\":0.5}}")
        .contains("{\"key\":\"ok\",\"value\":{\"boolValue\":true}}")
        .contains(
            "{\"arrayValue\":{\"values\":[{\"stringValue\":\"a\"},{\"stringValue\":\"ü😀\"}]}}")
        .contains("\"status\":{\"message\":\"refused\",\"code\":2}")
        .contains("\"status\":{}");
  }

  @Test
  void a_json_request_becomes_one_line() throws Exception {
    HttpResponse<String> answer =
        post(
            "application/json; charset=utf-8",
            """
            { "resourceSpans": [ {
                "scopeSpans": [ { "spans": [
                  { "traceId": "0af7651916cd43dd8448eb211c80319c", "new": 1.0e99999999999,
                    "startTimeUnixNano": 1700000000000000001 } ] } ] } ] }
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(receiver.spans()).isEqualTo(1);
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
                + "\"0af7651916cd43dd8448eb211c80319c\",\"new\":1.0e99999999999,"
                + "\"startTimeUnixNano\":\"1700000000000000001\"}]}]}]}\n");
  }

  @Test
  void an_empty_request_is_accepted_and_leaves_no_line() throws Exception {
    HttpResponse<String> answer = post("application/x-protobuf", new byte[0]);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"resourceSpans\":",
        "{\"resourceSpans\":[]} x",
        "{\"resourceSpans\":7}",
        "\0\1"
      })
  void json_that_is_no_request_is_answered_with_400_and_a_reason(String body) throws Exception {
    HttpResponse<String> answer = post("application/json", body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).startsWith("{\"code\":3,\"message\":\"not an OTLP request: ");
    assertThat(file).isEmptyFile();
  }

  @Test
  void bytes_that_are_no_protobuf_are_answered_with_400_and_a_reason() throws Exception {
    byte[] whole = Requests.random(7).toByteArray();
    byte[] half = Arrays.copyOf(whole, whole.length / 2);

    HttpResponse<String> answer = post("application/x-protobuf", half);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
    assertThat(answer.body()).contains("not an OTLP request");
    assertThat(file).isEmptyFile();
  }

  @Test
  void other_paths_methods_types_and_sizes_are_refused() throws Exception {
    byte[] request = ExportTraceServiceRequest.getDefaultInstance().toByteArray();
    URI traces = URI.create(receiver.endpoint() + "/v1/traces");

    assertThat(send(to("/v1/metrics").POST(HttpRequest.BodyPublishers.ofByteArray(request))))
        .isEqualTo(404);
    assertThat(send(to("/v1/traces/more").POST(HttpRequest.BodyPublishers.ofByteArray(request))))
        .isEqualTo(404);
    assertThat(send(HttpRequest.newBuilder(traces).GET())).isEqualTo(405);
    assertThat(post("text/plain", request).statusCode()).isEqualTo(415);
    assertThat(
            send(
                to("/v1/traces")
                    .header("Content-Encoding", "zstd")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))))
        .isEqualTo(415);
    assertThat(
            send(
                to("/v1/traces")
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2, 3}))))
        .isEqualTo(400);
    assertThat(file).isEmptyFile();
  }

  @Test
  void a_small_body_that_unpacks_to_a_huge_one_is_refused() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        gzip.write(zeros);
      }
    }

    assertThat(
            send(
                to("/v1/traces")
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bomb.toByteArray()))))
        .isEqualTo(413);
  }

  @Test
  void requests_in_parallel_leave_whole_lines() throws Exception {
    int senders = 8;
    Thread[] threads = new Thread[senders];
    for (int i = 0; i < senders; i++) {
      String name = "service-" + i;
      threads[i] =
          new Thread(
              () -> {
                try (SdkTracerProvider service =
                    Exporters.service(receiver.endpoint(), name, "1", "gzip")) {
                  for (int span = 0; span < 500; span++) {
                    service.get("test").spanBuilder("work").startSpan().end();
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(receiver.spans()).isEqualTo(senders * 500L);
    assertThat(Files.readAllLines(file))
        .allSatisfy(line -> assertThat(line).startsWith("{\"resourceSpans\":[").endsWith("}]}"));
    assertThat(Files.readString(file).split("\"spanId\"", -1)).hasSize(senders * 500 + 1);
  }

  @Test
  void senders_that_never_end_their_requests_keep_nobody_out() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        Socket socket = new Socket(receiver.endpoint().getHost(), receiver.endpoint().getPort());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
      }

      assertThat(post("application/x-protobuf", Requests.random(7).toByteArray()).statusCode())
          .isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void after_close_nothing_is_accepted() throws Exception {
    URI endpoint = receiver.endpoint();
    receiver.close();

    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(endpoint).build(),
                    HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(IOException.class);
  }

  private HttpResponse<String> post(String type, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(receiver.endpoint() + path))
        .header("Content-Type", "application/x-protobuf");
  }

  private int send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
