package io.racetrace.sources.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OtlpProtobufToJsonTest {

  @Property(tries = 300)
  void nothing_that_the_protocol_says_of_traces_is_lost(@ForAll long seed) throws IOException {
    ExportTraceServiceRequest request = Requests.random(seed);

    assertThat(OtlpJsonToProtobuf.read(json(request.toByteArray()))).isEqualTo(request);
  }

  @Property(tries = 500)
  void damaged_bytes_are_transcoded_or_refused_and_nothing_else(@ForAll long seed)
      throws IOException {
    byte[] bytes = Requests.random(seed).toByteArray();
    Random random = new Random(seed);
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      json(bytes);
    } catch (InvalidProtocolBufferException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  @Test
  void fields_in_several_pieces_are_joined_as_protobuf_asks() throws IOException {
    // The concatenation of two messages is their merge: of arrays the sum, of scalars the last.
    Status ok = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK).build();
    byte[] span =
        concatenated(
            Span.newBuilder().setName("first").addAttributes(keyValue("a")).build().toByteArray(),
            Span.newBuilder().setStatus(ok).build().toByteArray(),
            Span.newBuilder().setName("last").addAttributes(keyValue("b")).build().toByteArray());
    byte[] scopeSpans = concatenated(field(2, span), field(1, new byte[0]), field(2, span));
    byte[] resourceSpans =
        concatenated(
            resource("a").toByteArray(), field(2, scopeSpans), resource("b").toByteArray());
    byte[] request = field(1, resourceSpans);

    ExportTraceServiceRequest read = OtlpJsonToProtobuf.read(json(request));

    assertThat(read).isEqualTo(ExportTraceServiceRequest.parseFrom(request));
    assertThat(read.getResourceSpans(0).getResource().getAttributesCount()).isEqualTo(2);
  }

  @Test
  void values_that_nest_without_end_are_refused() {
    AnyValue value = AnyValue.newBuilder().setStringValue("deep").build();
    for (int i = 0; i < 90; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(KeyValue.newBuilder().setKey("k").setValue(value))))
            .build()
            .toByteArray();

    assertThatThrownBy(() -> json(request))
        .isInstanceOf(InvalidProtocolBufferException.class)
        .hasMessageContaining("nests too deeply");
  }

  private static byte[] field(int number, byte[] content) {
    return concatenated(new byte[] {(byte) ((number << 3) | 2), (byte) content.length}, content);
  }

  private static byte[] concatenated(byte[]... pieces) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      whole.writeBytes(piece);
    }
    return whole.toByteArray();
  }

  private static ResourceSpans resource(String key) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(keyValue(key)))
        .build();
  }

  private static KeyValue keyValue(String key) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setBoolValue(true))
        .build();
  }

  private static String json(byte[] request) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OtlpProtobufToJson.transcode(request, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
