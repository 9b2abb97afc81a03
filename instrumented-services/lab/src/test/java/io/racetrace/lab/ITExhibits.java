package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Form;
import io.racetrace.lab.exhibit.HealthRecordExhibit;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.LoyaltyPointsExhibit;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.Lab;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.sources.file.FileSource;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every form of every exhibit against the arithmetic truth in the database, under real concurrency.
 * One lab serves all tests: each form has a database of its own.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ITExhibits {
  private static final HealthRecordExhibit HEALTH = new HealthRecordExhibit();
  private static final LoyaltyPointsExhibit LOYALTY = new LoyaltyPointsExhibit();
  private static final LoadPlan LOAD = new LoadPlan("load", 20260115, 200, 5_000, 16);

  private static final List<String> SERVICES =
      Stream.of(HEALTH, LOYALTY).flatMap(exhibit -> exhibit.services().stream()).toList();

  private @Nullable Lab started;
  private Path spansFile = Path.of("");
  private final List<Long> pids = new ArrayList<>();
  private final Map<String, Truth> truths = new HashMap<>();

  static Stream<Arguments> forms() {
    return Stream.of(HEALTH, LOYALTY)
        .flatMap(
            exhibit -> exhibit.forms().stream().map(form -> Arguments.of(exhibit, form.name())));
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    spansFile = directory.resolve("spans.jsonl");
    List<String> databases = new ArrayList<>();
    HEALTH.forms().forEach(form -> databases.add(HEALTH.database(form.name())));
    LOYALTY.forms().forEach(form -> databases.add(LOYALTY.database(form.name())));
    started = Lab.start(spansFile, databases, SERVICES, line -> {});
    pids.addAll(lab().servicePids());
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
    assertThat(pids)
        .allSatisfy(pid -> assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).isEmpty());
  }

  @Order(1)
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("forms")
  void theDrillLosesWhatItMustOnTheFirstTry(Exhibit exhibit, String form) {
    Truth truth = exhibit.drill(lab(), form, exhibit.drillKey());
    truths.merge(exhibit.database(form), truth, Truth::plus);

    assertThat(truth.operations()).isEqualTo(2);
    assertThat(truth.refused()).isZero();
    assertThat(truth.expected()).isEqualTo(exhibit == LOYALTY ? 650 : 2);
    if (form.equals("racy")) {
      assertThat(truth.found()).isEqualTo(exhibit == LOYALTY ? 500 : 1);
      assertThat(truth.duplicates()).isEqualTo(exhibit == LOYALTY ? 0 : 1);
    } else {
      assertThat(truth.missing()).isZero();
      assertThat(truth.duplicates()).isZero();
    }
  }

  @Order(2)
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("forms")
  void aLoadLosesInTheRacyFormOnly(Exhibit exhibit, String form) {
    Truth truth = exhibit.load(lab(), form, LOAD);
    truths.merge(exhibit.database(form), truth, Truth::plus);

    assertThat(truth.operations() + truth.refused()).isEqualTo(LOAD.operations());
    exhibit.services().forEach(service -> assertThat(lab().door(service).deadEvents()).isZero());
    if (form.equals("racy")) {
      assertThat(truth.missing()).isPositive();
      assertThat(truth.recordsOff()).isPositive();
    } else {
      assertThat(truth.missing()).isZero();
      assertThat(truth.recordsOff()).isZero();
      assertThat(truth.duplicates()).isZero();
    }
  }

  @Order(3)
  @Test
  void noSpanIsLostAndTheTraceContextTravelsThroughTheStream() throws IOException {
    long ended = lab().awaitSpans();

    Set<SpanId> ids = new HashSet<>();
    Set<SpanId> parents = new HashSet<>();
    Map<SpanId, Span> producers = new HashMap<>();
    List<Span> consumers = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    FileSource.of(spansFile)
        .read(
            new SpanSink() {
              @Override
              public void span(Span span) {
                ids.add(span.spanId());
                if (span.parent() != null) {
                  parents.add(span.parent());
                }
                if (span.kind() == SpanKind.PRODUCER) {
                  producers.put(span.spanId(), span);
                } else if (span.kind() == SpanKind.CONSUMER) {
                  consumers.add(span);
                }
              }

              @Override
              public void diagnostic(Diagnostic diagnostic) {
                diagnostics.add(diagnostic);
              }
            });

    assertThat(diagnostics).isEmpty();
    // Sets, since AssertJ's containsAll compares each with each, and these are hundred thousands.
    assertThat(ids).hasSize((int) ended);
    parents.removeAll(ids);
    assertThat(parents).as("parents that nobody sent").isEmpty();
    assertThat(consumers).isNotEmpty();
    for (Span consumer : consumers) {
      assertThat(consumer.parent()).isNull();
      assertThat(consumer.links()).hasSize(1);
      Span producer = Objects.requireNonNull(producers.get(consumer.links().get(0).spanId()));
      assertThat(producer.traceId()).isEqualTo(consumer.links().get(0).traceId());
      assertThat(consumer.traceId()).isNotEqualTo(producer.traceId());
      assertThat(consumer.attribute("messaging.message.id"))
          .isEqualTo(producer.attribute("messaging.message.id"));
    }
    consumers.forEach(consumer -> producers.remove(consumer.links().get(0).spanId()));
    assertThat(producers).as("events that were sent and not processed").isEmpty();
  }

  @Order(4)
  @Test
  void theAnalyzerExplainsEveryRecordToTheUnit() throws IOException {
    Losses losses = Losses.in(spansFile);

    for (Exhibit exhibit : List.of(HEALTH, LOYALTY)) {
      for (String form : exhibit.forms().stream().map(Form::name).toList()) {
        Explained explained = losses.of(exhibit, form);
        Truth truth = Objects.requireNonNull(truths.get(exhibit.database(form)));
        assertThat(explained.lostByRecord())
            .as("%s %s", exhibit, form)
            .isEqualTo(truth.missingByRecord());
        if (form.equals("racy")) {
          assertThat(explained.of(exhibit.drillKey())).isEqualTo(exhibit == LOYALTY ? 150 : 1);
          assertThat(told(explained))
              .containsExactly("lost-update PROVEN", "ownership-conflict PROVEN");
        } else {
          assertThat(unexpected(exhibit, form, explained)).as("%s %s", exhibit, form).isEmpty();
          assertThat(explained.allGuarded()).as("%s %s", exhibit, form).isTrue();
        }
      }
    }
  }

  @Order(5)
  @Test
  void tracesAloneStillTellTheRacyFormsFromTheSafeOnes() throws IOException {
    Losses losses = Losses.in(LessTold.unstated(FileSource.of(spansFile)));

    for (Exhibit exhibit : List.of(HEALTH, LOYALTY)) {
      for (String form : exhibit.forms().stream().map(Form::name).toList()) {
        Explained explained = losses.of(exhibit, form);
        if (form.equals("racy")) {
          assertThat(told(explained))
              .as("%s %s", exhibit, form)
              .anyMatch(finding -> finding.startsWith("lost-update "))
              .noneMatch(finding -> finding.equals("lost-update PROVEN"));
        } else {
          assertThat(told(explained))
              .as("%s %s", exhibit, form)
              .noneMatch(finding -> finding.matches(".* (PROVEN|LIKELY)"));
        }
        assertThat(explained.total()).as("amounts without values").isZero();
      }
    }
  }

  @Order(6)
  @Test
  void theOrderOfTheLinesAndTheNumberOfFilesChangeNothing(@TempDir Path directory)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(spansFile));
    Collections.shuffle(lines, new Random(7));
    Path first = Files.write(directory.resolve("first.jsonl"), lines.subList(0, lines.size() / 3));
    Path rest =
        Files.write(directory.resolve("rest.jsonl"), lines.subList(lines.size() / 3, lines.size()));

    assertThat(json(FileSource.of(rest), FileSource.of(first)))
        .isEqualTo(json(FileSource.of(spansFile)));
  }

  private static String json(SpanSource... sources) throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonReportWriter().write(TraceAnalyzer.builder().build().analyze(sources), json);
    return json.toString();
  }

  /** What is found and may not even be predicted, on however slow a machine. */
  private static List<String> unexpected(Exhibit exhibit, String name, Explained explained) {
    Form form =
        exhibit.forms().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    return explained.findings().stream()
        .filter(found -> form.may().stream().noneMatch(found::meets))
        .map(Explained.Found::toString)
        .toList();
  }

  private static List<String> told(Explained explained) {
    return explained.findings().stream().map(Explained.Found::toString).toList();
  }

  private Lab lab() {
    return Objects.requireNonNull(started);
  }
}
