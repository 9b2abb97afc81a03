package io.racetrace.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.otlp.OtlpJsonToProtobuf;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are many times as large as the memory they are read with. */
@Tag("once")
class ITLargeFiles {

  private static final long GIGABYTE = 1L << 30;
  private static final int SPANS_A_BATCH = 50;

  @TempDir private Path folder;

  @Test
  void two_gigabytes_of_lines_need_no_more_memory_than_two() throws Exception {
    Path file = folder.resolve("spans.jsonl");
    long batches = write(file, 2 * GIGABYTE, "", "\n", "");

    assertThat(counted(file)).isEqualTo(batches * SPANS_A_BATCH + " spans, 0 diagnostics");
  }

  @Test
  void one_document_needs_no_more_memory_than_its_lines_would() throws Exception {
    Path file = folder.resolve("spans.json");
    long batches = write(file, GIGABYTE / 2, "[\n", ",\n", "]");

    assertThat(counted(file)).isEqualTo(batches * SPANS_A_BATCH + " spans, 0 diagnostics");
  }

  @Test
  void messages_with_their_length_before_them_need_as_little() throws Exception {
    Path file = folder.resolve("spans.binpb");
    byte[] message = OtlpJsonToProtobuf.read(batch()).toByteArray();
    long batches = GIGABYTE / 2 / message.length;
    try (DataOutputStream out = new DataOutputStream(buffered(file))) {
      for (long i = 0; i < batches; i++) {
        out.writeInt(message.length);
        out.write(message);
      }
    }

    assertThat(counted(file)).isEqualTo(batches * SPANS_A_BATCH + " spans, 0 diagnostics");
  }

  @Test
  void one_message_as_large_as_a_file_can_be_needs_as_little() throws Exception {
    Path file = folder.resolve("spans.binpb");
    byte[] message = OtlpJsonToProtobuf.read(batch()).toByteArray();
    // Beyond what an int counts: one message may hold it, as repeated fields only follow each
    // other.
    long batches = (2 * GIGABYTE + GIGABYTE / 4) / message.length;
    try (OutputStream out = buffered(file)) {
      for (long i = 0; i < batches; i++) {
        out.write(message);
      }
    }

    assertThat(counted(file)).isEqualTo(batches * SPANS_A_BATCH + " spans, 0 diagnostics");
  }

  private static long write(Path file, long bytes, String before, String between, String after)
      throws IOException {
    byte[] batch = batch().getBytes(StandardCharsets.UTF_8);
    byte[] separator = between.getBytes(StandardCharsets.UTF_8);
    long batches = bytes / (batch.length + separator.length) + 1;
    try (OutputStream out = buffered(file)) {
      out.write(before.getBytes(StandardCharsets.UTF_8));
      for (long i = 0; i < batches; i++) {
        if (i > 0) {
          out.write(separator);
        }
        out.write(batch);
      }
      out.write(after.getBytes(StandardCharsets.UTF_8));
    }
    return batches;
  }

  private static OutputStream buffered(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
  }

  private static String counted(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SpanCounter.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** A batch such as a service sends, a line of some 40 kB. */
  private static String batch() {
    StringBuilder spans = new StringBuilder();
    for (int i = 0; i < SPANS_A_BATCH; i++) {
      spans
          .append(i == 0 ? "" : ",")
          .append("{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"")
          .append(String.format("%016x", i + 1))
          .append("\",\"name\":\"UPDATE shop.orders\",\"kind\":3,")
          .append("\"startTimeUnixNano\":\"1700000000000000000\",")
          .append("\"endTimeUnixNano\":\"1700000000000100000\",\"attributes\":[")
          .append(attribute("db.system", "postgresql"))
          .append(',')
          .append(attribute("db.statement", "update orders set total = ? where id = ?"))
          .append(',')
          .append(attribute("db.query.parameter.1", "order-" + i))
          .append(',')
          .append(attribute("thread.name", "http-nio-8080-exec-7"))
          .append(',')
          .append(attribute("padding", "x".repeat(200)))
          .append("],\"status\":{}}");
    }
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
        + attribute("service.name", "order-service")
        + "]},\"scopeSpans\":[{\"scope\":{},\"spans\":["
        + spans
        + "]}]}]}";
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }
}
