package io.racetrace.sources.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.Saved;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against answers by Tempo's documentation: no real one can be run here. */
class TempoSourceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L;

  private FakeTempo tempo;

  @BeforeEach
  void start() throws IOException {
    tempo = new FakeTempo();
  }

  @AfterEach
  void stop() {
    tempo.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_full_list_is_asked_for_again_in_halves_and_each_trace_is_fetched_once(boolean version2)
      throws IOException {
    tempo.hasVersion2 = version2;
    for (int i = 0; i < 100; i++) {
      tempo.trace(i + 1, START_NANOS + i * 700_000_000L);
    }

    CollectedSpans read = CollectedSpans.read(source().depth(10).build());

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).extracting(Span::traceId).doesNotHaveDuplicates().hasSize(100);
    assertThat(read.spans).extracting(Span::kind).containsOnly(SpanKind.SERVER);
    assertThat(tempo.fetched.stream().filter(path -> path.startsWith("/api/v2")).count())
        .isEqualTo(version2 ? 100 : 0);
  }

  @Test
  void more_traces_in_a_second_than_the_depth_are_told_as_cut_off() throws IOException {
    for (int i = 0; i < 30; i++) {
      tempo.trace(i + 1, START_NANOS + 5_000_000_000L + i);
    }

    CollectedSpans read = CollectedSpans.read(source().depth(10).build());

    assertThat(read.spans).hasSize(10);
    assertThat(read.diagnostics)
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.kind().id()).isEqualTo("truncated-answer");
              assertThat(diagnostic.where()).isEqualTo(tempo.address().toString());
            });
  }

  @Test
  void traces_that_come_in_part_or_not_at_all_are_told() throws IOException {
    for (int i = 1; i <= 4; i++) {
      tempo.trace(i, START_NANOS);
    }
    tempo.partial.add(1L);
    tempo.tooLarge.add(2L);
    tempo.forgotten.add(3L);

    CollectedSpans read = CollectedSpans.read(source().build());

    assertThat(read.spans)
        .extracting(Span::traceId)
        .containsExactly(new TraceId(0, 1), new TraceId(0, 4));
    assertThat(read.complaints())
        .containsExactly(
            "missing-trace " + tempo.address() + " trace " + new TraceId(0, 3) + " 1",
            "truncated-answer " + tempo.address() + " 2");
  }

  @Test
  void it_is_asked_in_its_own_language() throws IOException {
    CollectedSpans.read(
        source().services(List.of("orders")).tags(Map.of("user", "7", "a b", "x\"y")).build());
    CollectedSpans.read(source().build());

    assertThat(tempo.searches).hasSize(2);
    assertThat(tempo.searches.get(0))
        .containsEntry(
            "q",
            "{ resource.service.name = \"orders\" && span.\"a b\" = \"x\\\"y\""
                + " && (span.user = \"7\" || span.user = 7) }")
        .containsEntry("start", Long.toString(START.getEpochSecond()))
        .containsEntry("end", Long.toString(START.getEpochSecond() + 3601));
    assertThat(tempo.searches.get(1)).containsEntry("q", "{ }");
  }

  @Test
  void traces_are_asked_for_by_their_ids() throws IOException {
    tempo.trace(1, 1);
    tempo.trace(2, 1);

    CollectedSpans read =
        CollectedSpans.read(source().traces(List.of(new TraceId(0, 2), new TraceId(0, 9))).build());

    assertThat(read.spans).extracting(Span::traceId).containsExactly(new TraceId(0, 2));
    assertThat(read.complaints())
        .containsExactly("missing-trace " + tempo.address() + " trace " + new TraceId(0, 9) + " 1");
  }

  @Test
  void what_it_answers_is_kept_with_ids_that_others_read() throws IOException {
    tempo.trace(0xABCDEF, START_NANOS);
    ByteArrayOutputStream file = new ByteArrayOutputStream();

    Saved saved = source().build().save(file);

    assertThat(saved).isEqualTo(new Saved(1, 1, List.of()));
    assertThat(file.toString(StandardCharsets.UTF_8))
        .startsWith("{\"resourceSpans\":[{\"resource\":{\"attributes\":[")
        .contains("\"scope\":{\"name\":\"s\"}")
        .contains("\"traceId\":\"00000000000000000000000000abcdef\"")
        .contains("\"spanId\":\"0000000000abcdef\"")
        .contains("\"intValue\":\"7\"");
  }

  @Test
  void what_is_no_tempo_and_what_it_does_not_know_is_told() {
    assertThatThrownBy(() -> CollectedSpans.read(source().services(List.of("order")).build()))
        .hasMessage(
            tempo.address() + " knows no service 'order'; did you mean orders or referral?");
    assertThatThrownBy(
            () ->
                CollectedSpans.read(TempoSource.at(tempo.address().resolve("/elsewhere")).build()))
        .hasMessageContaining("this does not look like Tempo");
  }

  private BackEndSource.Builder source() {
    return TempoSource.at(tempo.address()).between(START, START.plusSeconds(3600)).depth(50);
  }
}
