package io.racetrace.sources.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.racetrace.sources.otlp.Requests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class FullDiskTest {

  @Test
  void senders_are_told_to_try_again() throws Exception {
    byte[] request = Requests.random(7).toByteArray();
    OtlpReceiver receiver = OtlpReceiver.writingTo(Path.of("/dev/full")).http(0).grpc(0).start();
    try (GrpcClient grpc = new GrpcClient(receiver.grpcEndpoint())) {
      HttpResponse<String> http = new HttpSender(receiver.endpoint()).post(request);
      Status status = grpc.call(GrpcClient.EXPORT, request);

      assertThat(http.statusCode()).isEqualTo(503);
      assertThat(http.body()).contains("not written: No space left on device");
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("not written: No space left on device");
      assertThat(receiver.spans()).isZero();
      assertThat(receiver.bytes()).isZero();
    } finally {
      try {
        receiver.close();
      } catch (IOException e) {
        // A device has nothing to force.
      }
    }
  }
}
