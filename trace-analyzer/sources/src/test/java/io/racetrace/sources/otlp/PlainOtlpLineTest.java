package io.racetrace.sources.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

class PlainOtlpLineTest {

  private static final String LINE =
      "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
          + "{\"key\":\"process.command_args\",\"value\":{\"arrayValue\":{\"values\":["
          + "{\"stringValue\":\"java\"},{\"stringValue\":\"-jar\"}]}}},"
          + "{\"key\":\"service.name\",\"value\":{\"stringValue\":\"orders\"}},"
          + "{\"key\":\"telemetry.sdk.language\",\"value\":{\"stringValue\":\"java\"}}]},"
          + "\"scopeSpans\":[{\"scope\":{\"name\":\"io.opentelemetry.jdbc\",\"version\":\"2\"},"
          + "\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\","
          + "\"spanId\":\"eee19b7ec3c1b174\",\"parentSpanId\":\"eee19b7ec3c1b173\",\"flags\":257,"
          + "\"name\":\"UPDATE shop.orders\",\"kind\":3,"
          + "\"startTimeUnixNano\":\"1544712660000000000\","
          + "\"endTimeUnixNano\":1544712661000000000,\"attributes\":["
          + "{\"key\":\"db.query.text\",\"value\":{\"stringValue\":\"update \\\"orders\\\"\\nset\"}},"
          + "{\"key\":\"thread.id\",\"value\":{\"intValue\":\"42\"}},"
          + "{\"key\":\"a\",\"value\":{\"intValue\":-7}},"
          + "{\"key\":\"b\",\"value\":{\"boolValue\":true}},"
          + "{\"key\":\"unused.x\",\"value\":{\"doubleValue\":0.25e-3}},"
          + "{\"key\":\"unused.y\",\"value\":{\"stringValue\":\"\\t\\\\\"}}],"
          + "\"events\":[{\"timeUnixNano\":\"1544712660500000000\",\"name\":\"exception\","
          + "\"attributes\":[{\"key\":\"exception.type\",\"value\":{\"stringValue\":\"E\"}}]}],"
          + "\"links\":[{\"traceId\":\"5b8efff798038103d269b633813fc60d\","
          + "\"spanId\":\"eee19b7ec3c1b175\"}],"
          + "\"status\":{\"message\":\"no\",\"code\":2}},"
          + "{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b179\","
          + "\"parentSpanId\":\"\",\"name\":\"\",\"startTimeUnixNano\":\"1544712660000000000\","
          + "\"endTimeUnixNano\":\"1544712660000000000\",\"status\":{}}]}],"
          + "\"schemaUrl\":\"https://opentelemetry.io/schemas/1.37.0\"}]}";

  @Test
  void what_the_collector_writes_is_plain_and_read_as_the_parser_reads_it() {
    List<Span> plain = plain(reader(), bytes(LINE));
    assertThat(plain).hasSize(2).isEqualTo(parsed(bytes(LINE)));
  }

  @Test
  void attributes_that_nobody_asks_for_are_left_out() {
    List<Span> spans = new ArrayList<>();
    byte[] line = bytes(LINE);
    PlainOtlpLine reader = new PlainOtlpLine(name -> name.startsWith("db."));
    assertThat(reader.read(line, 0, line.length, listener(spans, new ArrayList<>())))
        .isEqualTo(line.length);
    assertThat(spans.get(0).attributes()).containsOnlyKeys("db.query.text", "otel.scope.name");
  }

  @Test
  void a_damaged_line_is_left_to_the_parser_or_means_the_same_to_it() {
    Random random = new Random(7);
    // What it saw before, damaged lines among it, makes no difference.
    PlainOtlpLine practised = reader();
    int accepted = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] line = bytes(LINE);
      int at = random.nextInt(line.length);
      if (random.nextInt(3) == 0) {
        int other = random.nextInt(line.length);
        line[at] = line[other];
      } else if (random.nextBoolean()) {
        line[at] = (byte) random.nextInt(256);
      } else {
        byte[] shorter = new byte[line.length - 1];
        System.arraycopy(line, 0, shorter, 0, at);
        System.arraycopy(line, at + 1, shorter, at, shorter.length - at);
        line = shorter;
      }
      List<Span> plain = plain(random.nextInt(50) == 0 ? reader() : practised, line);
      if (plain != null) {
        accepted++;
        assertThat(plain).as(new String(line, ISO_8859_1)).isEqualTo(parsed(line));
      }
    }
    assertThat(accepted).isPositive();
  }

  @Test
  void a_line_ends_where_the_next_one_begins() {
    byte[] lines = bytes(LINE + "\n" + LINE + "\n{");
    PlainOtlpLine reader = reader();
    List<Span> spans = new ArrayList<>();
    JsonSpanReader.Listener listener = listener(spans, new ArrayList<>());
    int length = LINE.length();
    assertThat(reader.read(lines, 0, lines.length, listener)).isEqualTo(length);
    assertThat(reader.read(lines, length + 1, lines.length, listener)).isEqualTo(2 * length + 1);
    assertThat(spans).hasSize(4);
    assertThat(spans.subList(0, 2)).isEqualTo(spans.subList(2, 4));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static PlainOtlpLine reader() {
    return new PlainOtlpLine(name -> !name.startsWith("unused."));
  }

  private static @Nullable List<Span> plain(PlainOtlpLine reader, byte[] line) {
    List<Span> spans = new ArrayList<>();
    return reader.read(line, 0, line.length, listener(spans, new ArrayList<>())) == line.length
        ? spans
        : null;
  }

  /**
   * What the parser makes of it, without what was asked to be left out; faults are a difference.
   */
  private static @Nullable List<Span> parsed(byte[] line) {
    List<Span> spans = new ArrayList<>();
    List<Object> faults = new ArrayList<>();
    OtlpJsonReader reader = new OtlpJsonReader(listener(spans, faults));
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), line)) {
      while (in.nextToken() != null) {
        reader.read(in);
      }
    } catch (JacksonException e) {
      return null;
    }
    return faults.isEmpty() ? spans.stream().map(PlainOtlpLineTest::withoutUnused).toList() : null;
  }

  private static Span withoutUnused(Span span) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        span.attributes().entrySet().stream()
            .filter(each -> !each.getKey().startsWith("unused."))
            .collect(
                java.util.stream.Collectors.toMap(
                    java.util.Map.Entry::getKey, java.util.Map.Entry::getValue)),
        span.links(),
        span.resolution());
  }

  private static JsonSpanReader.Listener listener(List<Span> spans, List<Object> faults) {
    return new JsonSpanReader.Listener() {
      @Override
      public void span(Span span) {
        spans.add(span);
      }

      @Override
      public void fault(SpanFault fault, ServiceInstance instance) {
        faults.add(fault);
      }

      @Override
      public void otherSignal(String name) {
        faults.add(name);
      }

      @Override
      public void failedAnswer(String detail) {
        faults.add(detail);
      }
    };
  }
}
