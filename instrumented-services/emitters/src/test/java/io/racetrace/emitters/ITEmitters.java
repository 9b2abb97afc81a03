package io.racetrace.emitters;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.Checkout;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.emitters.EmitterStory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tells every story again, so that the fixtures stay what the instrumentations write. */
@Tag("once")
class ITEmitters {

  private static RealStores stores;

  @BeforeAll
  static void start_the_stores() throws Exception {
    stores = new RealStores();
  }

  @AfterAll
  static void stop_the_stores() throws Exception {
    stores.close();
  }

  static Stream<Recording> recordings() {
    return Recording.all().stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void the_spans_of_today_say_what_the_fixture_says(Recording recording, @TempDir Path folder)
      throws Exception {
    Map<String, String> told =
        new Stories(stores.ports()).of(EmitterProcess.run(recording, stores.ports(), folder));

    assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(recording.emitters());
    for (Map.Entry<String, String> story : told.entrySet()) {
      String name = story.getKey() + "-" + recording.variant();
      Path fixture =
          Checkout.file("trace-analyzer/sources/src/test/resources/emitters/" + name + ".jsonl");
      if (Boolean.getBoolean("racetrace.emitters.record")) {
        Files.createDirectories(fixture.getParent());
        Files.writeString(fixture, story.getValue() + "\n");
      }
      assertThat(EmitterStory.told(story.getValue()))
          .as("%s, of the spans of today and of the fixture", name)
          .isEqualTo(EmitterStory.told(Files.readString(fixture)));
      assertThat(attributes(story.getValue()))
          .as("%s, the attributes of today and of the fixture", name)
          .isEqualTo(attributes(Files.readString(fixture)));
    }
  }

  /** The names of the spans with those of their attributes, each once: what versions rename. */
  private static List<String> attributes(String story) throws IOException {
    return CollectedSpans.decode(story).spans.stream()
        .map(
            span ->
                span.kind() + " " + span.name() + " " + new TreeSet<>(span.attributes().keySet()))
        .distinct()
        .sorted()
        .toList();
  }
}
