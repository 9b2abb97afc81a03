package io.racetrace.sources.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.Exporters;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.otlp.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcTest {

  private static final byte[] REQUEST = Requests.random(7).toByteArray();

  @TempDir Path folder;
  private Path file;
  private OtlpReceiver receiver;
  private GrpcClient client;

  @BeforeEach
  void listen() throws IOException {
    file = folder.resolve("spans.jsonl");
    receiver = OtlpReceiver.writingTo(file).http(0).grpc(0).start();
    client = new GrpcClient(receiver.grpcEndpoint());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void what_the_real_exporter_sends_is_in_the_file(String compression) throws IOException {
    try (SdkTracerProvider service =
        Exporters.grpcService(receiver.grpcEndpoint(), "order-service", "ord-1", compression)) {
      for (int i = 0; i < 2000; i++) {
        service.get("test").spanBuilder("work").startSpan().end();
      }
    }

    assertThat(receiver.spans()).isEqualTo(2000);
    assertThat(receiver.services()).containsExactly("order-service");
    assertThat(receiver.bytes()).isEqualTo(Files.size(file));
    assertThat(CollectedSpans.read(FileSource.of(file)).spans).hasSize(2000);
  }

  @Test
  void both_doors_write_the_same_line_to_the_same_file() throws Exception {
    Path http = folder.resolve("http.jsonl");
    try (OtlpReceiver other = OtlpReceiver.listen(http)) {
      new HttpSender(other.endpoint()).post(REQUEST);
    }
    new HttpSender(receiver.endpoint()).post(REQUEST);
    assertThat(client.call(GrpcClient.EXPORT, REQUEST)).isEqualTo(Status.OK);

    assertThat(Files.readString(file)).isEqualTo(Files.readString(http).repeat(2));
  }

  @Test
  void an_empty_request_is_accepted_and_leaves_no_line() throws Exception {
    assertThat(client.call(GrpcClient.EXPORT, new byte[0])).isEqualTo(Status.OK);
    assertThat(file).isEmptyFile();
  }

  @Test
  void bytes_that_are_no_request_are_answered_with_invalid_argument_and_a_reason()
      throws Exception {
    Status status = client.call(GrpcClient.EXPORT, Arrays.copyOf(REQUEST, REQUEST.length / 2));

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).startsWith("not an OTLP request: ");
    assertThat(receiver.refused()).isEqualTo(1);
    assertThat(receiver.lastRefusal()).isEqualTo(status.getDescription());
    assertThat(file).isEmptyFile();
  }

  @Test
  void a_call_without_a_request_or_with_two_is_an_error_and_leaves_no_line() throws Exception {
    assertThat(client.call(GrpcClient.EXPORT).isOk()).isFalse();
    assertThat(client.call(GrpcClient.EXPORT, REQUEST, REQUEST).isOk()).isFalse();
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        "opentelemetry.proto.collector.logs.v1.LogsService/Export"
      })
  void other_signals_are_unimplemented(String method) throws Exception {
    assertThat(client.call(method, REQUEST).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void a_small_message_that_unpacks_to_a_huge_one_is_refused_for_good() throws Exception {
    Status status =
        client.call(
            GrpcClient.EXPORT, CallOptions.DEFAULT.withCompression("gzip"), new byte[64 << 20]);

    // Without a hint when to retry, OTLP's senders take it as final.
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).isEqualTo("a request holds at most 20971520 bytes");
    assertThat(client.call(GrpcClient.EXPORT, REQUEST)).isEqualTo(Status.OK);
  }

  @Test
  void a_huge_message_is_refused_and_the_next_one_is_taken() throws Exception {
    try (SdkTracerProvider service =
        Exporters.grpcService(receiver.grpcEndpoint(), "order-service", "1", "none")) {
      service
          .get("test")
          .spanBuilder("huge")
          .setAttribute("text", "x".repeat(30 << 20))
          .startSpan()
          .end();
      service.forceFlush().join(20, TimeUnit.SECONDS);
    }

    assertThat(receiver.spans()).isZero();
    assertThat(client.call(GrpcClient.EXPORT, REQUEST)).isEqualTo(Status.OK);
    assertThat(receiver.lastRefusal()).endsWith("is larger than 20971520 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\377\377\377\377\377\377\377\377\377\377\377\377",
        "\26\3\1\2\0\1\0\1"
      })
  void whatever_is_sent_to_its_port_it_goes_on(String text) throws Exception {
    for (int i = 0; i < 3; i++) {
      talk(text);
    }

    assertThat(client.call(GrpcClient.EXPORT, REQUEST)).isEqualTo(Status.OK);
  }

  @Test
  void an_export_that_is_under_way_when_it_closes_is_answered() throws Exception {
    List<Thread> senders = new ArrayList<>();
    List<Status> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread sender =
          new Thread(
              () -> {
                try (GrpcClient own = new GrpcClient(receiver.grpcEndpoint())) {
                  while (true) {
                    Status status = own.call(GrpcClient.EXPORT, REQUEST);
                    synchronized (answers) {
                      answers.add(status);
                    }
                    if (!status.isOk()) {
                      return;
                    }
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      senders.add(sender);
      sender.start();
    }
    Awaitility.await()
        .until(
            () -> {
              synchronized (answers) {
                return answers.size() > 50;
              }
            });
    receiver.close();
    for (Thread sender : senders) {
      sender.join();
    }

    long accepted = answers.stream().filter(Status::isOk).count();
    assertThat(Files.readAllLines(file)).hasSizeGreaterThanOrEqualTo((int) accepted);
    assertThat(answers)
        .filteredOn(status -> !status.isOk())
        .hasSize(4)
        .allSatisfy(status -> assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  private void talk(String text) throws IOException {
    URI endpoint = receiver.grpcEndpoint();
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setSoTimeout(1000);
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      in.transferTo(new ByteArrayOutputStream());
    } catch (SocketException e) {
      // It may as well hang up.
    }
  }
}
