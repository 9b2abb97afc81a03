package io.racetrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {

  private static final String RECORD = "record postgresql/shop/account 42 balance\n";
  private static final String A = "A order-service/ord-1 request \"POST /orders\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " clock +30",
        " clock -0.5 unseen entry with http.route=/orders/{id} url.path=\"/orders/a b\"",
      })
  void what_is_said_of_a_side_reads_back(String more) {
    assertReadsBack(A + more + "\n\n 0.0 A read 100 v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "called by A",
        "called by A via http.request.resend_count=1 error.type=timeout waits 5",
        "beside A",
        "spawned by A",
        "consumes from A via messaging.message.id=m-1",
        "continues from A",
        "linked to A",
        "called by A linked to A consumes from A",
      })
  void a_tie_reads_back(String tie) {
    assertReadsBack(A + "\nB b/b-1 event \"process x\" " + tie + "\n\n1 A read\n2 B read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read \"a b\" v1",
        "read \"v1\"",
        "read \"for\" for 3",
        "write 'it''s' v2 based on \"x=1\" v1 guard lease,row-lock rows 1",
        "sql 'SELECT \"a\" FROM \"t\" WHERE id = ?' '42' 'for' 'it''s' ''",
        "sql \"SELECT \"\"a\"\" FROM t WHERE s = 'x'\" rows 0",
        "sql '{\"find\":\"orders\"}' with db.system.name=mongodb server.address=\"\"",
        "commit for 0.02 failed \"he said \"\"no\"\"\"",
        "rollback with thread.id=7",
        "send with messaging.message.id=m-1",
      })
  void an_event_reads_back(String event) {
    assertReadsBack(A + "\n\n 0.5 A " + event);
  }

  private static void assertReadsBack(String lines) {
    Timeline timeline = Timeline.parse(RECORD + lines);
    assertThat(Timeline.parse(timeline.toString())).isEqualTo(timeline);
    assertThat(Timeline.parse(timeline.toString()).spans()).isEqualTo(timeline.spans());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "B b/b-1 job 'x' called by C      | line 3: .* no line above is of a side C",
        "B b/b-1 job 'x' after A          | line 3: .*",
        "A b/b-1 job 'x'                  | line 3: .* side A is there already",
        "B b/b-1 job 'x' with             | line 3: .* name=value is missing",
        "B b/b-1 job 'x' unseen           | line 3: .* 'unseen' goes on with 'entry'",
        "B order-service/ord-1 job 'x' clock +1 | line 3: .* an instance has one clock.*",
        "B b/b-1 job 'x' called by A beside A   | line 3: .* a side has one parent.*",
        "1.0 B read                       | line 3: .* no line above is of a side B",
        "1.0 A sql                        | line 3: .* the line ends too early",
        "1.0 A commit 5                   | line 3: .* what is '5'\\?",
        "1.0 A write 5 based 4            | line 3: .* 'based' goes on with 'on'",
      })
  void what_is_not_of_the_notation_is_told_with_its_line(String line, String message) {
    assertThatThrownBy(() -> Timeline.parse(RECORD + A + "\n" + line))
        .hasMessageMatching("timeline " + message);
  }

  @Test
  void a_clock_is_added_to_every_time_of_its_instance() {
    List<Span> right = spans(A + "\n0.0 A read 1");
    List<Span> ahead = spans(A + " clock +30\n0.0 A read 1");

    for (int i = 0; i < right.size(); i++) {
      assertThat(ahead.get(i).interval().start() - right.get(i).interval().start())
          .isEqualTo(30_000_000);
      assertThat(ahead.get(i).interval().nanos()).isEqualTo(right.get(i).interval().nanos());
    }
  }

  @Test
  void the_span_of_a_call_is_on_the_callers_clock_and_encloses_the_callee() {
    List<Span> spans =
        spans(A + " clock +30\nB b/b-1 request \"POST /b\" called by A\n0.0 A commit\n5 B commit");

    Span call = named(spans, "POST");
    Span callee = named(spans, "POST /b");
    assertThat(call.instance().service()).isEqualTo("order-service");
    assertThat(callee.parent()).isEqualTo(call.spanId());
    assertThat(call.interval().start() - 30_000_000).isLessThan(callee.interval().start());
    assertThat(call.interval().end() - 30_000_000).isGreaterThan(callee.interval().end());
    assertThat(named(spans, "POST /orders").interval().contains(call.interval())).isTrue();
  }

  @Test
  void a_caller_that_gives_up_ends_before_the_callee_and_may_have_failed() {
    List<Span> spans =
        spans(
            A
                + "\nB b/b-1 request \"POST /b\" called by A via error.type=timeout waits 2\n"
                + "5 B commit for 4");

    Span call = named(spans, "POST");
    assertThat(call.interval().nanos()).isEqualTo(2_000_000);
    assertThat(call.status()).isEqualTo(SpanStatus.ERROR);
    assertThat(named(spans, "POST /orders").interval().end())
        .isLessThan(named(spans, "POST /b").interval().end());
  }

  @Test
  void what_is_spawned_may_outlive_and_what_runs_beside_does_not() {
    String work = "\n0.0 A commit\n50 B commit";
    List<Span> spawned = spans(A + "\nB order-service/ord-1 job \"later\" spawned by A" + work);
    List<Span> beside = spans(A + "\nB order-service/ord-1 job \"later\" beside A" + work);

    for (List<Span> spans : List.of(spawned, beside)) {
      assertThat(named(spans, "later").parent()).isEqualTo(named(spans, "POST /orders").spanId());
    }
    assertThat(named(spawned, "POST /orders").interval().end())
        .isLessThan(named(spawned, "later").interval().start());
    assertThat(named(beside, "POST /orders").interval().end())
        .isGreaterThan(named(beside, "later").interval().end());
  }

  @Test
  void a_message_is_a_producers_span_that_is_linked_to_or_is_the_parent() {
    String consumer = "\nB b/b-1 event \"process x\" ";
    String work = "\n0.0 A commit\n5.0 A send\n9.0 A commit\n50 B commit";
    List<Span> linked = spans(A + consumer + "consumes from A" + work);
    List<Span> below = spans(A + consumer + "continues from A" + work);

    Span sent = named(linked, "send");
    assertThat(sent.kind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(named(linked, "process x").parent()).isNull();
    assertThat(named(linked, "process x").links().get(0).spanId()).isEqualTo(sent.spanId());
    assertThat(linked.stream().filter(span -> span.name().equals("send"))).hasSize(1);
    assertThat(named(below, "process x").parent()).isEqualTo(named(below, "send").spanId());
  }

  @Test
  void without_a_line_for_it_a_message_goes_out_after_all_else() {
    List<Span> spans =
        spans(A + "\nB b/b-1 event \"process x\" consumes from A\n0.0 A commit\n50 B commit");

    assertThat(named(spans, "send").interval().start())
        .isGreaterThan(named(spans, "COMMIT").interval().end());
    assertThat(named(spans, "POST /orders").interval().contains(named(spans, "send").interval()))
        .isTrue();
  }

  @Test
  void an_entry_that_is_unseen_is_missing_as_a_parent() {
    List<Span> spans = spans(A + " unseen entry\n0.0 A commit");

    assertThat(spans).hasSize(1);
    assertThat(spans.get(0).parent()).isNotNull();
  }

  @Test
  void attributes_replace_add_and_take_away() {
    List<Span> spans =
        spans(
            A
                + " with http.route=/orders\n"
                + "0.0 A write 5 with racetrace.record.key=43 db.namespace=other server.address=''");

    assertThat(named(spans, "POST /orders").attribute("http.route")).isEqualTo("/orders");
    Span stated = named(spans, "write account");
    assertThat(stated.attribute("racetrace.record.key")).isEqualTo("43");
    assertThat(stated.attribute("db.namespace")).isNull();
    Span sql = named(spans, "sql");
    assertThat(sql.attribute("db.namespace")).isEqualTo("other");
    assertThat(sql.attribute("db.query.parameter.1")).isEqualTo("43");
    assertThat(sql.attributes()).doesNotContainKeys("server.address", "racetrace.record.key");
  }

  private static List<Span> spans(String lines) {
    return Timeline.parse(RECORD + lines).spans();
  }

  private static Span named(List<Span> spans, String name) {
    return Objects.requireNonNull(
        spans.stream().filter(span -> span.name().equals(name)).findFirst().orElse(null), name);
  }
}
