package io.racetrace.sources.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanFilesTest {

  private static final Instant NOW = Instant.parse("2022-09-14T05:02:14.173Z");

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("spans.jsonl");
  }

  @Test
  void a_full_file_gets_the_time_into_its_name() throws IOException {
    try (SpanFiles files = files(20, 0)) {
      append(files, "{\"a\":1}", "{\"b\":2}", "{\"c\":3}");

      Path full = folder.resolve("spans-2022-09-14T05-02-14.173.jsonl");
      assertThat(full).hasContent("{\"a\":1}\n{\"b\":2}\n");
      assertThat(path).hasContent("{\"c\":3}\n");
      assertThat(files.files()).containsExactly(full, path);
      assertThat(files.bytes()).isEqualTo(24);
    }
  }

  @Test
  void no_file_is_ever_written_over() throws IOException {
    Path taken = folder.resolve("spans-2022-09-14T05-02-14.173.jsonl");
    Files.writeString(taken, "evidence");
    try (SpanFiles files = files(1, 0)) {
      append(files, "{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    }

    assertThat(taken).hasContent("evidence");
    assertThat(folder.resolve("spans-2022-09-14T05-02-14.174.jsonl")).hasContent("{\"a\":1}\n");
    assertThat(folder.resolve("spans-2022-09-14T05-02-14.175.jsonl")).hasContent("{\"b\":2}\n");
    assertThat(path).hasContent("{\"c\":3}\n");
  }

  @Test
  void only_the_newest_full_files_stay_if_a_number_is_given() throws IOException {
    Path former = folder.resolve("spans-2021-09-14T05-02-14.173.jsonl");
    Path other = folder.resolve("spans-of-monday.jsonl");
    Files.writeString(former, "old");
    Files.writeString(other, "not ours");
    try (SpanFiles files = files(1, 2)) {
      append(files, "{\"a\":1}", "{\"b\":2}", "{\"c\":3}", "{\"d\":4}");

      assertThat(files.files())
          .containsExactly(
              folder.resolve("spans-2022-09-14T05-02-14.174.jsonl"),
              folder.resolve("spans-2022-09-14T05-02-14.175.jsonl"),
              path);
    }
    assertThat(former).doesNotExist();
    assertThat(other).exists();
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(4);
    }
  }

  @Test
  void a_name_without_an_extension_can_be_rotated_too() throws IOException {
    path = folder.resolve("spans");
    try (SpanFiles files = files(1, 0)) {
      append(files, "{\"a\":1}", "{\"b\":2}");
    }

    assertThat(folder.resolve("spans-2022-09-14T05-02-14.173")).hasContent("{\"a\":1}\n");
  }

  @Test
  void a_file_that_is_there_is_added_to_and_its_torn_line_is_ended() throws IOException {
    Files.writeString(path, "{\"a\":1}\n{\"b\":");
    try (SpanFiles files = files(0, 0)) {
      append(files, "{\"c\":3}");
    }

    assertThat(path).hasContent("{\"a\":1}\n{\"b\":\n{\"c\":3}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "{\n  \"resourceSpans\": []\n}", "\u001f\u008b", "{"})
  void a_file_that_holds_something_else_is_left_alone(String content) throws IOException {
    Files.writeString(path, content);

    assertThatThrownBy(() -> LineFile.atEnd(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("spans.jsonl: is there and holds no lines of OTLP JSON");
    assertThat(path).hasContent(content);
  }

  @Test
  void a_file_has_one_writer() throws IOException {
    try (SpanFiles files = files(0, 0)) {
      assertThatThrownBy(() -> LineFile.atEnd(path))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being written by another receiver");
      append(files, "{\"a\":1}");
    }
    try (SpanFiles files = files(0, 0)) {
      append(files, "{\"b\":2}");
    }

    assertThat(path).hasContent("{\"a\":1}\n{\"b\":2}\n");
  }

  @Test
  void after_a_failed_rotation_the_file_is_as_before_and_the_next_one_works() throws IOException {
    try (SpanFiles files = files(10, 0)) {
      append(files, "{\"a\":1}");
      // The file has been taken away, so it can't be renamed.
      Path away = Files.move(path, folder.resolve("away"));
      assertThatThrownBy(() -> append(files, "{\"b\":2}")).isInstanceOf(IOException.class);
      Files.move(away, path);
      append(files, "{\"b\":2}");

      assertThat(files.files()).hasSize(2);
    }
    assertThat(folder.resolve("spans-2022-09-14T05-02-14.173.jsonl")).hasContent("{\"a\":1}\n");
    assertThat(path).hasContent("{\"b\":2}\n");
  }

  @ParameterizedTest
  @EnumSource(Fsync.class)
  void lines_of_many_writers_are_whole_and_all_there(Fsync fsync) throws Exception {
    int writers = 8;
    int lines = 200;
    try (SpanFiles files = new SpanFiles(path, LineFile.atEnd(path), fsync, 5_000, 0, () -> NOW)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String writer = "{\"" + i + "\":";
        threads.add(
            new Thread(
                () -> {
                  for (int line = 0; line < lines; line++) {
                    try {
                      append(files, writer + line + "}");
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }

      List<String> all = new ArrayList<>();
      for (Path file : files.files()) {
        assertThat(Files.size(file)).isLessThanOrEqualTo(5_000);
        all.addAll(Files.readAllLines(file));
      }
      assertThat(files.files()).hasSizeGreaterThan(2);
      assertThat(all).doesNotHaveDuplicates().hasSize(writers * lines);
      assertThat(all).allMatch(line -> line.matches("\\{\"\\d\":\\d+}"));
    }
  }

  private SpanFiles files(long maxBytes, int maxRotated) throws IOException {
    return new SpanFiles(path, LineFile.atEnd(path), Fsync.ALWAYS, maxBytes, maxRotated, () -> NOW);
  }

  private static void append(SpanFiles files, String... lines) throws IOException {
    for (String line : lines) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      files.append(bytes);
    }
  }
}
