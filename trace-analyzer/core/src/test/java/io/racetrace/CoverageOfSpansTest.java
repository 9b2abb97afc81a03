package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.gap.ContextGap;
import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageGap;
import io.racetrace.history.CoverageRow;
import io.racetrace.history.ServiceCoverage;
import io.racetrace.history.UnseenType;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Report;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Sampling;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageOfSpansTest {

  private static final String UPDATE = "update account set balance = ? where id = ?";
  private static final Map<String, String> PARAMETERS =
      Map.of("db.query.parameter.0", "5", "db.query.parameter.1", "a");

  private final List<Span> spans = new ArrayList<>();
  private int ids;

  @Test
  void a_write_without_parameters_is_a_gap_with_the_setting_of_its_instrumentation() {
    SpanId request = span(1, null, SpanKind.SERVER, Map.of());
    sql(1, request, UPDATE, Map.of());
    sql(1, request, "select balance from account where id = ?", Map.of());

    Coverage coverage = coverage();

    assertThat(coverage.rows())
        .containsExactly(
            new CoverageRow(
                "shop",
                "postgresql/db/account",
                "id (all changes compare it)",
                1,
                0,
                0,
                0,
                1,
                1,
                0,
                0));
    assertThat(coverage.gaps()).extracting(CoverageGap::writes).containsExactly(0L, 1L);
    assertThat(coverage.gaps())
        .allSatisfy(
            gap -> {
              assertThat(gap.gap()).isEqualTo(KeyGap.NO_PARAMETERS);
              assertThat(gap.remedy().setting())
                  .isEqualTo("-Dotel.javaagent.extensions=racetrace-agent-extension.jar");
            });
    assertThat(coverage.services().get(0).emitters()).containsExactly("Java agent");
  }

  @Test
  void an_insert_of_a_row_that_nobody_can_tell_is_no_gap_and_tells_who_writes() {
    sql(
        1,
        span(1, null, SpanKind.SERVER, Map.of()),
        "insert into account (id, balance) values (?, ?)",
        Map.of());

    assertThat(row().writes()).isZero();
    assertThat(row().insertsWithoutKey()).isOne();
    assertThat(row().changesWithoutKey()).isOne();
    assertThat(gaps()).isEmpty();
    assertThat(coverage().writes()).isZero();
  }

  @Test
  void look_ups_before_inserts_hide_a_race_if_their_values_do_not_show() {
    lookUpAndInsert(Map.of("db.query.parameter.0", "a@example.org"));
    assertThat(gaps()).containsOnly(KeyGap.NO_KEY_COLUMN);
    assertThat(coverage().unseenTypes()).isEmpty();

    spans.clear();
    lookUpAndInsert(Map.of());

    assertThat(gaps()).containsOnly(KeyGap.HIDDEN_LOOKUP);
    assertThat(coverage().gaps())
        .allSatisfy(
            gap ->
                assertThat(gap.remedy().setting())
                    .isEqualTo("-Dotel.javaagent.extensions=racetrace-agent-extension.jar"));
    assertThat(coverage().unseenTypes())
        .extracting(UnseenType::words)
        .containsExactly("none of 2 lookups of postgresql/db/member show their record");
  }

  @Test
  void a_look_up_whose_answer_no_insert_changes_hides_nothing() {
    for (int trace = 1; trace <= 2; trace++) {
      SpanId request = span(trace, null, SpanKind.SERVER, Map.of());
      sql(trace, request, "select id from member where email = ?", Map.of());
      sql(trace, request, "insert into member (id) values (?)", Map.of());
    }

    assertThat(gaps()).containsOnly(KeyGap.NO_KEY_COLUMN);
    assertThat(coverage().unseenTypes()).isEmpty();
  }

  private void lookUpAndInsert(Map<String, String> parameters) {
    for (int trace = 1; trace <= 2; trace++) {
      SpanId request = span(trace, null, SpanKind.SERVER, Map.of());
      sql(trace, request, "select id from member where email = ?", parameters);
      sql(trace, request, "insert into member (email, points) values (?, 0)", parameters);
    }
  }

  @Test
  void a_write_whose_transaction_nobody_sees_lacks_its_unit_and_its_outcome() {
    sql(1, span(1, null, SpanKind.SERVER, Map.of()), UPDATE, PARAMETERS);

    assertThat(row().writesWithKey()).isOne();
    assertThat(row().writesWithUnit()).isZero();
    assertThat(row().writesWithOutcome()).isZero();
    assertThat(gaps()).containsExactly(ContextGap.UNKNOWN_UNIT);
  }

  @Test
  void a_commit_closes_that_gap() {
    SpanId request = span(1, null, SpanKind.SERVER, Map.of());
    sql(1, request, UPDATE, PARAMETERS);
    sql(1, request, "commit", Map.of());

    assertThat(row().writesWithUnit()).isOne();
    assertThat(row().writesWithOutcome()).isOne();
    assertThat(gaps()).isEmpty();
  }

  @Test
  void a_checked_write_that_does_not_count_its_rows_lacks_its_outcome_only() {
    SpanId request = span(1, null, SpanKind.SERVER, Map.of());
    sql(
        1,
        request,
        "update account set balance = 5, version = 2 where id = 'a' and version = 1",
        Map.of());
    sql(1, request, "commit", Map.of());

    assertThat(row().writesWithUnit()).isOne();
    assertThat(row().writesWithOutcome()).isZero();
    assertThat(gaps()).containsExactly(ContextGap.UNKNOWN_ROWS);
  }

  @Test
  void statements_side_by_side_on_threads_that_nobody_names_are_told() {
    SpanId request = span(1, null, SpanKind.SERVER, Map.of());
    sql(1, request, UPDATE, PARAMETERS);
    sql(1, request, "", Map.of("db.operation", "COMMIT"));
    SpanId other = span(2, null, SpanKind.SERVER, Map.of());
    sql(2, other, UPDATE, PARAMETERS);
    Span last = spans.get(spans.size() - 1);
    spans.add(copy(last, new SpanId(999), Map.of("db.query.parameter.1", "b")));
    sql(2, other, "", Map.of("db.operation", "COMMIT"));

    assertThat(gaps()).contains(ContextGap.PARALLEL_STATEMENTS);
  }

  @Test
  void a_missing_parent_cuts_off_what_is_below_it() {
    SpanId orphan = span(1, new SpanId(4711), SpanKind.SERVER, Map.of());
    sql(1, orphan, UPDATE, PARAMETERS);
    sql(1, orphan, "commit", Map.of());

    assertThat(row().writesInWholeTraces()).isZero();
    assertThat(gaps()).containsExactly(ContextGap.CUT_OFF);
    assertThat(service().orphanSpans()).isOne();
  }

  @Test
  void a_consumer_needs_a_parent_or_a_link() {
    SpanId alone = span(1, null, SpanKind.CONSUMER, Map.of());
    sql(1, alone, UPDATE, PARAMETERS);
    sql(1, alone, "commit", Map.of());
    span(2, span(2, null, SpanKind.PRODUCER, Map.of()), SpanKind.CONSUMER, Map.of());
    spans.add(linked(3, new SpanId(77)));

    assertThat(service().consumers()).isEqualTo(3);
    assertThat(service().causelessConsumers()).isOne();
    assertThat(gaps()).containsExactly(ContextGap.NO_CAUSE);
  }

  @Test
  void the_rarest_sampling_of_a_service_is_told() {
    span(1, null, SpanKind.SERVER, Map.of("w3c.tracestate", "ot=th:8"));
    span(2, null, SpanKind.SERVER, Map.of("w3c.tracestate", "ot=th:c"));
    span(3, null, SpanKind.SERVER, Map.of());

    assertThat(service().sampling()).isEqualTo(new Sampling(3L << 54, false));
  }

  @Test
  void keys_hashed_with_different_secrets_are_no_evidence_of_absence() {
    Report one = salted("5e", "5e");
    Report two = salted("5e", "6f");
    Report plain = salted("5e", null);

    assertThat(one.diagnostics())
        .noneMatch(told -> told.kind() == Diagnostic.Kind.INCOMPARABLE_KEYS);
    assertThat(one.isConclusive()).isTrue();
    assertThat(salted("builtin+5e", "builtin+6f").isConclusive()).isTrue();
    for (Report report : List.of(two, plain)) {
      assertThat(report.isConclusive()).isFalse();
      assertThat(report.diagnostics())
          .anySatisfy(
              told -> {
                assertThat(told.kind()).isEqualTo(Diagnostic.Kind.INCOMPARABLE_KEYS);
                assertThat(told.where()).isEqualTo("postgresql/db/account");
                assertThat(told.count()).isEqualTo(2);
                assertThat(told.detail()).contains("set RACETRACE_SALT", "a", "b");
              });
    }
  }

  @Test
  void keys_hashed_with_secrets_of_two_processes_are_no_evidence_of_absence() {
    salted("builtin+5e", "builtin+6f");
    spans.replaceAll(span -> span.told(Map.of("racetrace.salt.own", "true")));

    assertThat(TraceAnalyzer.builder().build().analyze(spans).isConclusive()).isFalse();
  }

  @Test
  void the_order_of_the_spans_changes_nothing() {
    salted("5e", "6f");
    sql(9, new SpanId(5), UPDATE, Map.of());
    Coverage coverage = coverage();
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(spans, new Random(seed));
      assertThat(coverage()).isEqualTo(coverage);
    }
  }

  private Report salted(@Nullable String first, @Nullable String second) {
    spans.clear();
    for (int trace = 1; trace <= 2; trace++) {
      String salt = trace == 1 ? first : second;
      SpanId request = span(trace, null, SpanKind.SERVER, Map.of());
      String key = salt == null ? "17" : "0123456789abcdef0123";
      sql(trace, request, UPDATE, Map.of("db.query.parameter.0", "5", "db.query.parameter.1", key));
      sql(trace, request, "commit", Map.of());
      for (int i = spans.size() - 3; i < spans.size(); i++) {
        Span span = spans.get(i).recordedBy(new ServiceInstance(trace == 1 ? "a" : "b", ""));
        // An hour apart, so that nothing else is to be said of them.
        spans.set(
            i, later(salt == null ? span : span.told(Map.of("racetrace.salt.id", salt)), trace));
      }
    }
    return TraceAnalyzer.builder().build().analyze(spans);
  }

  private SpanId span(
      long trace, @Nullable SpanId parent, SpanKind kind, Map<String, String> attributes) {
    ids++;
    spans.add(
        new Span(
            new TraceId(0, trace),
            new SpanId(ids),
            parent,
            new ServiceInstance("shop", ""),
            kind,
            "x",
            kind == SpanKind.CLIENT ? at(ids, ids) : at(0, 1000),
            SpanStatus.UNSET,
            attributes,
            List.of()));
    return new SpanId(ids);
  }

  private void sql(long trace, SpanId parent, String text, Map<String, String> parameters) {
    Map<String, String> attributes = new HashMap<>(parameters);
    attributes.putAll(
        Map.of(
            "db.system", "postgresql",
            "db.name", "db",
            "db.statement", text,
            "telemetry.sdk.language", "java",
            "telemetry.distro.name", "opentelemetry-java-instrumentation",
            "otel.scope.name", "io.opentelemetry.jdbc"));
    span(trace, parent, SpanKind.CLIENT, attributes);
  }

  private static Interval at(long from, long to) {
    return new Interval(1_000_000_000L + from * 1_000_000, 1_000_000_500L + to * 1_000_000);
  }

  private static Span later(Span span, long hours) {
    long nanos = hours * 3_600_000_000_000L;
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        new Interval(span.interval().start() + nanos, span.interval().end() + nanos),
        span.status(),
        span.attributes(),
        span.links());
  }

  private static Span copy(Span span, SpanId id, Map<String, String> instead) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.putAll(instead);
    return new Span(
        span.traceId(),
        id,
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links());
  }

  private static Span linked(long trace, SpanId id) {
    return new Span(
        new TraceId(0, trace),
        id,
        null,
        new ServiceInstance("shop", ""),
        SpanKind.CONSUMER,
        "x",
        at(0, 1),
        SpanStatus.UNSET,
        Map.of(),
        List.of(new SpanLink(new TraceId(0, 1), new SpanId(1))));
  }

  private Coverage coverage() {
    return TraceAnalyzer.builder().build().analyze(spans).coverage();
  }

  private CoverageRow row() {
    assertThat(coverage().rows()).hasSize(1);
    return coverage().rows().get(0);
  }

  private ServiceCoverage service() {
    assertThat(coverage().services()).hasSize(1);
    return coverage().services().get(0);
  }

  private List<Gap> gaps() {
    return coverage().gaps().stream().map(CoverageGap::gap).toList();
  }
}
