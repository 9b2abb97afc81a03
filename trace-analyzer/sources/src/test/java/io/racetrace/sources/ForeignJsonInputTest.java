package io.racetrace.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.jaeger.JaegerJsonDecoder;
import io.racetrace.sources.otlp.ShuffledJson;
import io.racetrace.sources.zipkin.ZipkinJsonDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of broken and hostile input in the formats beside OTLP. */
class ForeignJsonInputTest {

  /** A format, with an input that uses all of it. */
  enum Format {
    JAEGER(
        """
        {"data":[{"traceID":"1","spans":[{"traceID":"1","spanID":"2","flags":1,\
        "operationName":"ü😀","references":[{"refType":"CHILD_OF","traceID":"1","spanID":"3"},\
        {"refType":"FOLLOWS_FROM","traceID":"4","spanID":"5"}],"startTime":1700000000000001,\
        "duration":12,"tags":[{"key":"a","type":"int64","value":7},{"key":"b","type":"float64",\
        "value":1.5},{"key":"c","type":"bool","value":false},{"key":"@jaeger@warnings",\
        "type":"string","value":"clock skew delta of 1s"}],"logs":[{"timestamp":1700000000000002,\
        "fields":[{"key":"event","type":"string","value":"exception"},{"key":"exception.type",\
        "type":"string","value":"E"}]}],"processID":"p1","warnings":["adjusted by 3ms"]},\
        {"traceID":"1","spanID":"6","startTime":5,"duration":-1,"processID":"p2"},\
        {"traceID":"1","spanID":"7","processID":"p1"}],"processes":{"p1":{"serviceName":"s",\
        "tags":[{"key":"hostname","type":"string","value":"h"},{"key":"pid","value":1}]},\
        "p2":{"serviceName":"t","tags":[]}}}],"total":0,"errors":[{"code":1,"msg":"m"}]}"""),
    JAEGER_SPAN(
        """
        {"_id":"x","_source":{"traceID":"1","spanID":"2","operationName":"a","startTime":5,\
        "duration":1,"tag":{"span@kind":"client"},"process":{"serviceName":"s","tag":{"a":"b"}}}}"""),
    JAEGER_PROTO(
        """
        {"spans":[{"traceId":"CvdlGRbNQ92ESOshHIAxnA==","spanId":"t61rcWkgMzE=",\
        "operationName":"UPDATE","references":[{"traceId":"CvdlGRbNQ92ESOshHIAxnA==",\
        "spanId":"APBnqgupArc="}],"startTime":"2023-11-14T22:13:20.000001999Z",\
        "duration":"0.000123001s","tags":[{"key":"b","vType":"BOOL"},{"key":"f",\
        "vType":"FLOAT64","vFloat64":0.5}],"logs":[{"timestamp":"2023-11-14T22:13:20Z",\
        "fields":[{"key":"event","vStr":"error"},{"key":"message","vStr":"m"}]}]}],\
        "process":{"serviceName":"s","tags":[{"key":"client-uuid","vStr":"u"}]}}"""),
    ZIPKIN(
        """
        [[{"traceId":"1","parentId":"2","id":"3","kind":"CLIENT","name":"ü😀",\
        "timestamp":1700000000000001,"duration":8,"localEndpoint":{"serviceName":"s",\
        "ipv4":"10.0.0.1","port":80},"annotations":[{"timestamp":5,"value":\
        "\\"exception\\":{\\"exception.type\\":\\"E\\"}"}],"tags":{"a":"b","error":"boom"}},\
        {"traceId":"1","parentId":"2","id":"3","kind":"SERVER","shared":true,"timestamp":5,\
        "localEndpoint":{"serviceName":"t"}},{"traceId":"1","parentId":"3","id":"4",\
        "timestamp":5,"duration":-1,"localEndpoint":{"serviceName":"t"}}],[]]""");

    private final String json;

    Format(String json) {
      this.json = json;
    }

    private SpanDecoder decoder() {
      return this == ZIPKIN ? new ZipkinJsonDecoder() : new JaegerJsonDecoder();
    }

    private CollectedSpans decode(String text) throws IOException {
      return CollectedSpans.decode(decoder(), text);
    }
  }

  @Property(tries = 400)
  void the_order_of_fields_changes_nothing(@ForAll Format format, @ForAll long seed)
      throws IOException {
    CollectedSpans plain = format.decode(format.json);

    CollectedSpans shuffled = format.decode(ShuffledJson.of(format.json, new Random(seed)));

    assertThat(shuffled.spans).isNotEmpty().isEqualTo(plain.spans);
    assertThat(shuffled.diagnostics).isEqualTo(plain.diagnostics);
  }

  @Property(tries = 4000)
  void damaged_input_is_told_and_never_thrown(@ForAll Format format, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] bytes = (format.json + "\n" + format.json).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1 + random.nextInt(10); i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:\\\n01e-tfn".charAt(random.nextInt(16));
        default -> bytes = Arrays.copyOf(bytes, at + 1);
      }
    }

    CollectedSpans.decode(format.decoder(), bytes);
  }

  @Property(tries = 2000)
  void a_value_of_another_type_is_told_and_never_thrown(@ForAll Format format, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    String[] values = {
      "null", "true", "-1", "1e999", "9223372036854775808", "\"\\u0000\"", "[]", "{}", "[[{}]]"
    };
    int colon = format.json.indexOf(':', random.nextInt(format.json.length() / 2));
    String value = values[random.nextInt(values.length)];
    // The rest stays a field, so that what follows is read as well.
    String changed =
        format.json.substring(0, colon + 1)
            + value
            + ",\"was\":"
            + format.json.substring(colon + 1);

    format.decode(changed);
  }

  @Property(tries = 2000)
  void garbage_is_told_and_never_thrown(@ForAll Format format, @ForAll byte[] garbage)
      throws IOException {
    assertThat(CollectedSpans.decode(format.decoder(), garbage).spans).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void nesting_without_end_is_a_bad_line(Format format) {
    String deep =
        "[".repeat(100_000)
            + "\n"
            + "{\"data\":".repeat(100_000)
            + "\n"
            + "{\"tags\":{\"a\":".repeat(100_000)
            + "\n";

    CollectedSpans read =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> format.decode(deep + format.json));

    assertThat(read.spans).isNotEmpty();
    assertThat(read.complaints())
        .contains(
            "undecodable-line spans.json:1 1",
            "undecodable-line spans.json:2 1",
            "undecodable-line spans.json:3 1");
  }

  @ParameterizedTest
  @EnumSource
  void a_line_that_is_no_utf_8_or_holds_control_characters_is_a_bad_line(Format format)
      throws IOException {
    byte[] good = ("\n" + format.json).getBytes(StandardCharsets.UTF_8);
    for (byte bad : new byte[] {(byte) 0xFF, (byte) 0xC0, 0, 1}) {
      byte[] bytes = (format.json + "\n" + format.json).getBytes(StandardCharsets.UTF_8);
      bytes[format.json.getBytes(StandardCharsets.UTF_8).length - 3] = bad;
      byte[] both = Arrays.copyOf(bytes, bytes.length + good.length);
      System.arraycopy(good, 0, both, bytes.length, good.length);

      CollectedSpans read = CollectedSpans.decode(format.decoder(), both);

      assertThat(read.spans).hasSize(2 * format.decode(format.json).spans.size());
      assertThat(read.complaints()).contains("undecodable-line spans.json:1 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_cut_last_line_is_told_as_truncated(Format format) throws IOException {
    String cut = format.json.substring(0, format.json.length() - 1);

    CollectedSpans read = format.decode(format.json + "\n" + cut);

    assertThat(read.complaints()).contains("truncated-input spans.json:2 1");
  }
}
