package io.racetrace.sources.otlp;

import static io.racetrace.sources.otlp.OtlpJsonDecoderTest.document;
import static io.racetrace.sources.otlp.OtlpJsonDecoderTest.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the input is framed, and what becomes of input that is broken. */
class OtlpJsonInputTest {

  private static final String LINE = document(span("1") + "," + span("2")).replace('\'', '"');

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{'resourceSpans':",
        "nonsense",
        "{'resourceSpans':[{'scopeSpans':{}}]}",
        "{'resourceSpans':7}",
        "{'data':[{'traceID':'1'}]}",
        "42",
        "{'resourceSpans':[]} x",
        "{'resourceSpans':[]}]",
        "\u0000\u0001\u0002\u0003",
        "{'resourceSpans':[\uD800]}",
      })
  void a_bad_line_is_told_by_its_number_and_the_rest_is_decoded(String bad) throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(LINE + "\n" + bad.replace('\'', '"') + "\n\r\n" + LINE + "\n");

    assertThat(read.spans).hasSize(4);
    assertThat(read.complaints()).containsExactly("undecodable-line spans.jsonl:2 1");
  }

  @Test
  void a_line_counts_as_a_whole_or_not_at_all() throws IOException {
    CollectedSpans read = CollectedSpans.decode(LINE + LINE + " garbage\n" + LINE + "\n");

    assertThat(read.spans).hasSize(2);
    assertThat(read.complaints()).containsExactly("undecodable-line spans.jsonl:1 1");
  }

  @Test
  void of_many_bad_lines_the_first_are_told_and_the_rest_is_counted() throws IOException {
    CollectedSpans read = CollectedSpans.decode("bad\n".repeat(1000) + LINE);

    assertThat(read.spans).hasSize(2);
    assertThat(read.complaints())
        .hasSize(11)
        .startsWith("undecodable-line spans.jsonl:1 1")
        .endsWith("undecodable-line spans.jsonl 990");
  }

  @Test
  void wherever_the_last_line_ends_in_the_middle_the_input_is_truncated() throws IOException {
    String rich =
        LINE.substring(0, LINE.length() - 1)
            + ",\"more\":[true,null,-1.5e3,\"\\u00fc\\n ü😀\"],\"z\":false}";
    byte[] bytes = (LINE + "\n" + rich).getBytes(StandardCharsets.UTF_8);
    int second = LINE.length() + 1;
    for (int length = second + 1; length < bytes.length; length++) {
      CollectedSpans read = CollectedSpans.decode(Arrays.copyOf(bytes, length));

      assertThat(read.complaints())
          .as(new String(bytes, second, length - second, StandardCharsets.UTF_8))
          .containsExactly("truncated-input spans.jsonl:2 1");
      assertThat(read.spans).hasSizeBetween(2, 4);
    }
    assertThat(CollectedSpans.decode(bytes).diagnostics).isEmpty();
  }

  @Test
  void a_bad_last_line_that_is_whole_is_not_taken_for_a_truncated_one() throws IOException {
    assertThat(CollectedSpans.decode(LINE + "\nhello\n").complaints())
        .containsExactly("undecodable-line spans.jsonl:2 1");
    assertThat(CollectedSpans.decode(LINE + "\n" + LINE.substring(0, 40)).complaints())
        .containsExactly("truncated-input spans.jsonl:2 1");
  }

  @Test
  void a_document_of_another_kind_is_told_by_the_line_it_begins_in() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode("\n{\n  \"schema\": \"report/1\",\n  \"a\": [\n  ]\n}\n");

    assertThat(read.complaints()).containsExactly("undecodable-line spans.jsonl:2 1");
  }

  @Test
  void a_page_is_told_as_one() throws IOException {
    CollectedSpans read = CollectedSpans.decode("<!doctype html>\n<html>\n<p>502\n</html>\n");

    assertThat(read.diagnostics)
        .singleElement()
        .satisfies(told -> assertThat(told.detail()).startsWith("a page"));
  }

  @Test
  void a_broken_end_is_not_taken_for_a_truncated_one() throws IOException {
    assertThat(CollectedSpans.decode(LINE + "\n" + LINE + "}").complaints())
        .containsExactly("undecodable-line spans.jsonl:2 1");
    assertThat(CollectedSpans.decode("{\"spam\":[]}").complaints())
        .containsExactly("undecodable-line spans.jsonl:1 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000FEFF7B", "FEFF00007B", "0000FFFE7B", "FFFE00007B", "007B0000", "FF"})
  void bytes_of_other_encodings_are_a_bad_line(String hex) throws IOException {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] good = ("\n" + LINE).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(bad, bad.length + good.length);
    System.arraycopy(good, 0, bytes, bad.length, good.length);

    CollectedSpans read = CollectedSpans.decode(bytes);

    assertThat(read.spans).hasSize(2);
    assertThat(read.complaints()).containsExactly("undecodable-line spans.jsonl:1 1");
  }

  @Test
  void metrics_and_logs_are_passed_over_and_counted() throws IOException {
    CollectedSpans read =
        CollectedSpans.decode(
            "{\"resourceMetrics\":[{\"a\":1}]}\n" + LINE + "\n{\"resourceLogs\":[]}\n".repeat(2));

    assertThat(read.spans).hasSize(2);
    assertThat(read.complaints())
        .containsExactly("other-signal resourceLogs 2", "other-signal resourceMetrics 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n\t\n", "[]", "{}", "{\"resourceSpans\":[]}"})
  void nothing_in_it_is_nothing_wrong_unless_that_is_all_there_is(String empty) throws IOException {
    CollectedSpans read = CollectedSpans.decode(empty);

    assertThat(read.spans).isEmpty();
    assertThat(read.complaints()).containsExactly("empty-input spans.jsonl 1");
    assertThat(CollectedSpans.decode(empty + "\n" + LINE).diagnostics).isEmpty();
  }

  @Test
  void a_document_over_several_lines_is_read_as_one() throws IOException {
    String pretty = LINE.replace("{", "{\n  ").replace("[", "[\n").replace(",", ",\n");

    assertThat(CollectedSpans.decode(pretty).spans).hasSize(2);
    assertThat(CollectedSpans.decode("\n[" + pretty + ",\n" + LINE + "]\n").spans).hasSize(4);
    assertThat(CollectedSpans.decode("[\n" + LINE + "\n]").spans).hasSize(2);
    assertThat(CollectedSpans.decode(pretty + pretty + "\n" + pretty).spans).hasSize(6);
  }

  @Test
  void a_document_that_breaks_off_gives_what_it_held() throws IOException {
    String pretty =
        LINE.replace("\"scopeSpans\"", "\"resource\":{},\n\"scopeSpans\"")
            .replace("{", "{\n  ")
            .replace("},", "},\n");

    CollectedSpans truncated = CollectedSpans.decode(pretty.substring(0, pretty.length() - 20));
    CollectedSpans broken = CollectedSpans.decode("{\n\"resourceSpans\":[],\n\"a\":nonsense}");

    assertThat(truncated.spans).hasSize(1);
    assertThat(truncated.complaints()).singleElement().asString().startsWith("truncated-input");
    assertThat(broken.complaints()).containsExactly("undecodable-line spans.jsonl:3 1");
  }

  @Test
  void a_bad_first_line_does_not_make_the_input_a_document() throws IOException {
    CollectedSpans read = CollectedSpans.decode("{\"resourceSpans\":[\n" + (LINE + "\n").repeat(3));

    assertThat(read.spans).hasSize(6);
    assertThat(read.complaints()).containsExactly("undecodable-line spans.jsonl:1 1");
  }

  @Test
  void gzip_is_known_by_its_content() throws IOException {
    byte[] packed = gzip((LINE + "\n").repeat(3));
    Path file = Files.write(folder.resolve("no-hint"), packed);

    assertThat(CollectedSpans.read(FileSource.of(file)).spans).hasSize(6);
  }

  @Test
  void gzip_that_ends_in_the_middle_or_breaks_gives_what_came_before() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append(document(span(Long.toHexString(random.nextLong()))).replace('\'', '"'))
          .append('\n');
    }
    byte[] packed = gzip(text.toString());

    CollectedSpans half = CollectedSpans.decode(Arrays.copyOf(packed, packed.length / 2));
    assertThat(half.spans).hasSizeBetween(500, 1500);
    assertThat(half.complaints()).singleElement().asString().startsWith("truncated-input");

    CollectedSpans header = CollectedSpans.decode(Arrays.copyOf(packed, 5));
    assertThat(header.complaints()).containsExactly("truncated-input spans.jsonl 1");

    for (int at = 2; at < packed.length; at += 97) {
      byte[] broken = packed.clone();
      broken[at] ^= 0x55;
      CollectedSpans read = CollectedSpans.decode(broken);
      assertThat(read.spans.size() == 2000 || !read.diagnostics.isEmpty()).isTrue();
    }
  }

  @Test
  void packed_pieces_one_after_the_other_are_all_read_however_slowly_they_come()
      throws IOException {
    String line = LINE + "\n";
    for (List<byte[]> pieces :
        List.of(List.of(gzip(line), gzip(line)), List.of(zstd(line), zstd(line)))) {
      assertThat(CollectedSpans.decode(joined(pieces)).spans).hasSize(4);
      // A pipe has nothing ready between what two programs write.
      InputStream pipe =
          new SequenceInputStream(
              new ByteArrayInputStream(pieces.get(0)), new ByteArrayInputStream(pieces.get(1)));
      CollectedSpans read = new CollectedSpans();
      FileSource.of(pipe, "pipe").read(read);
      assertThat(read.spans).hasSize(4);
      assertThat(read.diagnostics).isEmpty();
    }
  }

  @Test
  void what_follows_on_packed_input_and_is_not_whole_or_not_packed_is_told() throws IOException {
    String line = LINE + "\n";
    byte[] plain = line.getBytes(StandardCharsets.UTF_8);
    for (byte[] packed : List.of(gzip(line), zstd(line))) {
      assertThat(CollectedSpans.decode(joined(List.of(packed, plain))).diagnostics).isNotEmpty();
      for (int length = 1; length < packed.length; length++) {
        byte[] cut = joined(List.of(packed, Arrays.copyOf(packed, length)));
        assertThat(CollectedSpans.decode(cut).diagnostics).as("cut after " + length).isNotEmpty();
      }
    }
    byte[] mixed = joined(List.of(gzip(line), zstd(line)));
    assertThat(CollectedSpans.decode(mixed).diagnostics).isNotEmpty();
  }

  @Test
  void nesting_without_end_is_a_bad_line() throws IOException {
    String deep = "[".repeat(100_000) + "\n" + "{\"a\":".repeat(100_000) + "\n" + LINE;
    String deepValue =
        document(
                "{'attributes':[{'key':'a','value':"
                    + "{'arrayValue':{'values':[".repeat(1000)
                    + "{'intValue':1}"
                    + "]}}".repeat(1000)
                    + "}]}")
            .replace('\'', '"');

    CollectedSpans read = CollectedSpans.decode(deep + "\n" + deepValue + "\n" + LINE);

    assertThat(read.spans).hasSize(4);
    assertThat(read.complaints())
        .containsExactly(
            "undecodable-line spans.jsonl:1 1",
            "undecodable-line spans.jsonl:2 1",
            "undecodable-line spans.jsonl:4 1");
  }

  @Test
  void a_line_of_any_length_passes_through_a_buffer() throws IOException {
    InputStream endless =
        new InputStream() {
          private long left = 300L << 20;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] target, int from, int length) {
            if (left <= 0) {
              return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(target, from, from + count, (byte) '[');
            left -= count;
            return count;
          }
        };

    CollectedSpans read = CollectedSpans.read(FileSource.of(endless, "endless"));

    assertThat(read.complaints()).containsExactly("undecodable-line endless:1 1");
  }

  @Test
  void a_failing_disk_is_an_error_and_not_a_diagnostic() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk on fire");
          }

          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            return read();
          }
        };

    assertThatThrownBy(() -> CollectedSpans.read(FileSource.of(failing, "x")))
        .isInstanceOf(IOException.class)
        .hasMessage("disk on fire");
  }

  @Test
  void a_missing_file_and_a_folder_are_errors_that_say_so() {
    assertThatThrownBy(() -> CollectedSpans.read(FileSource.of(folder.resolve("none.jsonl"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.jsonl is not there");
    assertThatThrownBy(() -> CollectedSpans.read(FileSource.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a folder");
  }

  @Property(tries = 100)
  void the_order_of_lines_and_their_spread_over_files_change_nothing(@ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(20); i++) {
      lines.add(json(random.nextLong()));
    }
    List<Span> expected = CollectedSpans.decode(String.join("\n", lines)).spans;
    Collections.shuffle(lines, random);
    int cut = random.nextInt(lines.size());

    List<Span> spans =
        new ArrayList<>(CollectedSpans.decode(String.join("\n", lines.subList(0, cut))).spans);
    spans.addAll(
        CollectedSpans.decode(String.join("\r\n", lines.subList(cut, lines.size()))).spans);

    assertThat(spans).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Property(tries = 200)
  void the_order_of_fields_changes_nothing(@ForAll long seed) throws IOException {
    String json = json(seed);

    CollectedSpans shuffled = CollectedSpans.decode(ShuffledJson.of(json, new Random(seed)));

    CollectedSpans plain = CollectedSpans.decode(json);
    assertThat(shuffled.spans).isEqualTo(plain.spans);
    assertThat(shuffled.diagnostics).isEqualTo(plain.diagnostics);
  }

  @Property(tries = 3000)
  void damaged_input_is_told_and_never_thrown(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes =
        (json(seed) + "\n" + json(seed + 1) + "\n" + LINE).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      bytes = gzip(new String(bytes, StandardCharsets.UTF_8));
    }
    for (int i = 0; i < 1 + random.nextInt(10); i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) "{}[]\",:\\\n01e-tfn".charAt(random.nextInt(16));
        default -> bytes = Arrays.copyOf(bytes, at + 1);
      }
    }

    CollectedSpans.decode(bytes);
  }

  @Property(tries = 2000)
  void garbage_is_told_and_never_thrown(@ForAll byte[] garbage) throws IOException {
    CollectedSpans read = CollectedSpans.decode(garbage);

    assertThat(read.spans).isEmpty();
  }

  private static String json(long seed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OtlpProtobufToJson.transcode(Requests.random(seed).toByteArray(), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)).transferTo(gzip);
    }
    return out.toByteArray();
  }

  private static byte[] zstd(String text) {
    return Zstd.compress(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
