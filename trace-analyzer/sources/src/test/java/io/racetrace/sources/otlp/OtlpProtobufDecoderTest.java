package io.racetrace.sources.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import io.racetrace.sources.CollectedSpans;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpProtobufDecoderTest {

  /** The ways in which several messages stand in one file. */
  enum Layout {
    ONE_MESSAGE {
      @Override
      byte[] file(List<byte[]> messages) {
        return concatenated(messages);
      }
    },
    LENGTH_PREFIXED {
      @Override
      byte[] file(List<byte[]> messages) {
        return prefixed(messages);
      }
    },
    VARINT_DELIMITED {
      @Override
      byte[] file(List<byte[]> messages) {
        return delimited(messages);
      }
    },
    LENGTH_PREFIXED_ZSTD {
      @Override
      byte[] file(List<byte[]> messages) {
        return prefixed(messages.stream().map(Zstd::compress).toList());
      }
    },
    WHOLE_ZSTD {
      @Override
      byte[] file(List<byte[]> messages) {
        return Zstd.compress(prefixed(messages));
      }
    },
    WHOLE_GZIP {
      @Override
      byte[] file(List<byte[]> messages) {
        return gzip(concatenated(messages));
      }
    };

    abstract byte[] file(List<byte[]> messages);
  }

  @Property(tries = 400)
  void all_layouts_hold_the_spans_that_the_json_form_holds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int count, @ForAll Layout layout)
      throws IOException {
    List<byte[]> messages = messages(seed, count);
    CollectedSpans expected = CollectedSpans.decode(json(messages));

    CollectedSpans decoded = CollectedSpans.decode(layout.file(messages));

    assertThat(decoded.spans).isEqualTo(expected.spans);
    assertThat(decoded.complaints()).isEqualTo(expected.complaints());
  }

  @Property(tries = 100)
  void json_that_is_packed_message_by_message_is_read(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int count) throws IOException {
    List<byte[]> messages = messages(seed, count);
    List<byte[]> lines = messages.stream().map(message -> json(List.of(message))).toList();

    CollectedSpans expected = CollectedSpans.decode(json(messages));

    CollectedSpans decoded =
        CollectedSpans.decode(prefixed(lines.stream().map(Zstd::compress).toList()));

    assertThat(decoded.spans).isEqualTo(expected.spans);
    assertThat(decoded.complaints()).isEqualTo(expected.complaints());
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void input_that_is_cut_off_anywhere_is_told_and_gives_what_came_before(Layout layout)
      throws IOException {
    List<byte[]> messages = messages(7, 3);
    byte[] file = layout.file(messages);
    CollectedSpans whole = CollectedSpans.decode(file);

    // One byte alone is a line end as well.
    for (int length = 2; length < file.length; length++) {
      CollectedSpans cut = CollectedSpans.decode(Arrays.copyOf(file, length));

      assertThat(cut.spans).isEqualTo(whole.spans.subList(0, cut.spans.size()));
      if (cut.spans.size() < whole.spans.size() && !isWhole(layout, messages, length)) {
        assertThat(cut.diagnostics).as("cut off at %d", length).isNotEmpty();
      }
    }
  }

  /** Whether a file that is cut here looks like a shorter one: nothing tells them apart. */
  private static boolean isWhole(Layout layout, List<byte[]> messages, int length) {
    for (int count = 1; count <= messages.size(); count++) {
      if (layout.file(messages.subList(0, count)).length == length) {
        return true;
      }
    }
    if (layout != Layout.ONE_MESSAGE) {
      return false;
    }
    int at = 0;
    for (byte[] message : messages) {
      try {
        for (var resource : ExportTraceServiceRequest.parseFrom(message).getResourceSpansList()) {
          at += CodedOutputStream.computeMessageSize(1, resource);
          if (at == length) {
            return true;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return false;
  }

  @Test
  void a_broken_message_costs_only_itself() throws IOException {
    List<byte[]> messages = messages(3, 3);
    byte[] broken = messages.get(1).clone();
    broken[1] = 1;
    CollectedSpans good = CollectedSpans.decode(json(List.of(messages.get(0), messages.get(2))));

    CollectedSpans decoded =
        CollectedSpans.decode(prefixed(List.of(messages.get(0), broken, messages.get(2))));

    assertThat(decoded.spans).isEqualTo(good.spans);
    assertThat(decoded.complaints()).contains("undecodable-line spans.jsonl:2 1");
  }

  @Test
  void a_message_that_can_not_be_unpacked_costs_only_itself() throws IOException {
    List<byte[]> messages = messages(3, 3);
    byte[] broken = Zstd.compress(messages.get(1));
    broken[broken.length / 2] ^= 0x55;
    Arrays.fill(broken, broken.length / 2, broken.length, (byte) 0);
    CollectedSpans good = CollectedSpans.decode(json(List.of(messages.get(0), messages.get(2))));

    CollectedSpans decoded =
        CollectedSpans.decode(
            prefixed(
                List.of(Zstd.compress(messages.get(0)), broken, Zstd.compress(messages.get(2)))));

    assertThat(decoded.spans).isEqualTo(good.spans);
    assertThat(decoded.complaints()).contains("undecodable-line spans.jsonl:2 1");
  }

  @Test
  void metrics_and_logs_among_the_messages_are_counted_and_passed_over() throws IOException {
    byte[] metrics =
        MetricsData.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("exactly 16 bytes")
                                    .setDescription("8 bytes!")
                                    .setGauge(
                                        Gauge.newBuilder()
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder().setAsInt(5))))
                            .addMetrics(Metric.newBuilder().setName("jvm.memory"))))
            .build()
            .toByteArray();
    byte[] logs =
        LogsData.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(5))
                            .addLogRecords(LogRecord.newBuilder().setObservedTimeUnixNano(5))))
            .build()
            .toByteArray();
    byte[] traces = messages(1, 1).get(0);

    CollectedSpans decoded = CollectedSpans.decode(prefixed(List.of(metrics, traces, logs)));

    assertThat(decoded.spans).isEqualTo(CollectedSpans.decode(json(List.of(traces))).spans);
    assertThat(decoded.complaints())
        .containsExactlyInAnyOrder("other-signal resourceMetrics 2", "other-signal resourceLogs 2");
  }

  @Test
  void a_length_beyond_all_bounds_costs_no_memory() throws IOException {
    byte[] traces = messages(1, 1).get(0);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(prefixed(List.of(traces)));
    file.writeBytes(new byte[] {0x7F, -1, -1, -1, 10, -1, -1, -1, -1, 7, 18, -1, -1, -1, -1, 7});

    CollectedSpans decoded = CollectedSpans.decode(file.toByteArray());

    assertThat(decoded.spans).isNotEmpty();
    assertThat(decoded.complaints()).contains("truncated-input spans.jsonl:2 1");
  }

  @Test
  void a_value_that_nests_without_end_costs_its_span_only() throws IOException {
    AnyValue deep = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 0; i < 100; i++) {
      deep = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(deep)).build();
    }
    byte[] nested = hundredThousandDeep();
    ExportTraceServiceRequest.Builder request = Requests.random(1).toBuilder();
    int spans = CollectedSpans.decode(json(List.of(request.build().toByteArray()))).spans.size();
    for (ByteString value : List.of(deep.toByteString(), ByteString.copyFrom(nested))) {
      request
          .getResourceSpansBuilder(0)
          .getScopeSpansBuilder(0)
          .addSpans(
              Span.newBuilder()
                  .setUnknownFields(
                      UnknownFieldSet.newBuilder()
                          .addField(
                              9,
                              UnknownFieldSet.Field.newBuilder()
                                  .addLengthDelimited(attribute(value))
                                  .build())
                          .build()));
    }

    CollectedSpans read = CollectedSpans.decode(prefixed(List.of(request.build().toByteArray())));

    assertThat(read.spans).hasSize(spans);
    assertThat(read.complaints()).containsExactly("unusable-span service-0 2");
  }

  private static ByteString attribute(ByteString value) {
    return UnknownFieldSet.newBuilder()
        .addField(1, field(ByteString.copyFromUtf8("key")))
        .addField(2, field(value))
        .build()
        .toByteString();
  }

  private static UnknownFieldSet.Field field(ByteString bytes) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build();
  }

  /** Arrays of arrays, written from the inside out: no library would build them. */
  private static byte[] hundredThousandDeep() throws IOException {
    byte[] reversed = new byte[2_000_000];
    int length = 0;
    for (int level = 0; level < 100_000; level++) {
      // A value that holds an array, and the array that holds the value before.
      for (int tag : new int[] {10, 42}) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeRawByte((byte) tag);
        out.writeUInt32NoTag(length);
        out.flush();
        byte[] bytes = head.toByteArray();
        for (int i = bytes.length - 1; i >= 0; i--) {
          reversed[length++] = bytes[i];
        }
      }
    }
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = reversed[length - 1 - i];
    }
    return value;
  }

  @Property(tries = 2000)
  void damaged_input_is_told_and_never_thrown(
      @ForAll @IntRange(min = 0, max = 50) int seed, @ForAll Layout layout, @ForAll long damage)
      throws IOException {
    byte[] file = layout.file(messages(seed, 2));
    Random random = new Random(damage);
    for (int i = 0; i <= random.nextInt(4); i++) {
      file[random.nextInt(file.length)] = (byte) random.nextInt(256);
    }

    CollectedSpans.decode(file);
  }

  private static List<byte[]> messages(long seed, int count) {
    return LongStream.range(seed, seed + count)
        .mapToObj(Requests::random)
        .map(ExportTraceServiceRequest::toByteArray)
        .toList();
  }

  private static byte[] json(List<byte[]> messages) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      try {
        OtlpProtobufToJson.transcode(message, lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      lines.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    }
    return lines.toByteArray();
  }

  private static byte[] concatenated(List<byte[]> messages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    messages.forEach(file::writeBytes);
    return file.toByteArray();
  }

  private static byte[] prefixed(List<byte[]> messages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(file)) {
      for (byte[] message : messages) {
        out.writeInt(message.length);
        out.write(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] delimited(List<byte[]> messages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(file);
      for (byte[] message : messages) {
        out.writeUInt32NoTag(message.length);
        out.writeRawBytes(message);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(file)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
