package io.racetrace.sources.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans of which a client and a server each report a half under one id. */
class SharedSpansTest {

  private static final ServiceInstance FRONT = new ServiceInstance("front", "");
  private static final ServiceInstance BACK = new ServiceInstance("back", "");
  private static final ServiceInstance COPY = new ServiceInstance("back", "10.0.0.2");

  private static final String CLIENT = span("a", "1", "front", "'kind':'CLIENT'");
  private static final String SERVER = span("a", "1", "back", "'kind':'SERVER','shared':true");
  private static final String IN_SERVER = span("b", "a", "back", "'kind':'CLIENT'");
  private static final String IN_CLIENT = span("c", "a", "front", "'name':'handshake'");

  @Test
  void the_servers_half_is_a_child_of_the_clients_and_parent_of_what_the_server_recorded()
      throws IOException {
    CollectedSpans read = decode(CLIENT, SERVER, IN_SERVER, IN_CLIENT);

    SpanId half = SharedSpans.serverHalf(new SpanId(0xa), BACK);
    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .extracting(Span::spanId, Span::parent, Span::kind)
        .containsExactlyInAnyOrder(
            tuple(new SpanId(0xa), new SpanId(1), SpanKind.CLIENT),
            tuple(half, new SpanId(0xa), SpanKind.SERVER),
            tuple(new SpanId(0xb), half, SpanKind.CLIENT),
            tuple(new SpanId(0xc), new SpanId(0xa), SpanKind.INTERNAL));
  }

  @Test
  void two_servers_that_answer_one_id_stay_two() throws IOException {
    String copy = SERVER.replace("'serviceName':'back'", "'serviceName':'back','ipv4':'10.0.0.2'");
    String inCopy =
        IN_SERVER
            .replace("'serviceName':'back'", "'serviceName':'back','ipv4':'10.0.0.2'")
            .replace("'id':'b'", "'id':'d'");

    CollectedSpans read = decode(IN_SERVER, inCopy, SERVER, copy, CLIENT);

    assertThat(parent(read, 0xb)).isEqualTo(SharedSpans.serverHalf(new SpanId(0xa), BACK));
    assertThat(parent(read, 0xd)).isEqualTo(SharedSpans.serverHalf(new SpanId(0xa), COPY));
    assertThat(SharedSpans.serverHalf(new SpanId(0xa), COPY))
        .isNotEqualTo(SharedSpans.serverHalf(new SpanId(0xa), BACK));
  }

  @Test
  void a_half_that_is_reported_twice_stays_one_span() throws IOException {
    assertThat(new HashSet<>(decode(SERVER, SERVER).spans)).hasSize(1);
  }

  @Test
  void the_halves_of_another_trace_are_left_alone() throws IOException {
    CollectedSpans read = decode(SERVER.replace("'traceId':'1'", "'traceId':'2'"), IN_SERVER);

    assertThat(parent(read, 0xb)).isEqualTo(new SpanId(0xa));
  }

  @Test
  void a_broken_line_leaves_no_half_behind() throws IOException {
    CollectedSpans read = decode(SERVER + " x", IN_SERVER);

    assertThat(parent(read, 0xb)).isEqualTo(new SpanId(0xa));
    assertThat(read.complaints()).containsExactly("undecodable-line spans.json:1 1");
  }

  @Property(tries = 200)
  void the_order_of_lines_changes_nothing(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 1; i < 30; i++) {
      String service = "s" + random.nextInt(3);
      String id = Integer.toHexString(i);
      String parent = Integer.toHexString(random.nextInt(i));
      lines.add(span(id, parent, service, "'kind':'CLIENT'"));
      if (random.nextBoolean()) {
        lines.add(span(id, parent, "s" + random.nextInt(3), "'kind':'SERVER','shared':true"));
      }
    }
    Set<Span> expected = new HashSet<>(decode(lines.toArray(String[]::new)).spans);
    Collections.shuffle(lines, random);

    CollectedSpans read = decode(lines.toArray(String[]::new));

    assertThat(new HashSet<>(read.spans)).isEqualTo(expected);
    assertThat(read.diagnostics).isEmpty();
  }

  @Test
  void children_that_went_on_before_their_parent_came_are_counted() {
    CollectedSpans collected = new CollectedSpans();
    SharedSpans shared = new SharedSpans("x", collected, 1);

    shared.span(read(0xb, 0xaL, BACK));
    shared.span(read(0xc, 0xaL, BACK));
    shared.span(read(0xd, 0xaL, BACK));
    shared.span(read(SharedSpans.serverHalf(new SpanId(0xa), BACK).value(), 0xaL, BACK));
    shared.span(read(0xe, 0xaL, BACK));
    shared.span(read(0xa, null, FRONT));
    shared.end();

    assertThat(parent(collected, 0xc)).isEqualTo(new SpanId(0xa));
    assertThat(parent(collected, 0xd))
        .isEqualTo(parent(collected, 0xe))
        .isEqualTo(SharedSpans.serverHalf(new SpanId(0xa), BACK));
    assertThat(collected.spans).hasSize(6);
    assertThat(collected.diagnostics).hasSize(1);
    assertThat(collected.diagnostics.get(0).kind()).isEqualTo(Diagnostic.Kind.LATE_PARENT);
    assertThat(collected.complaints()).containsExactly("late-parent x 2");
  }

  private static Span read(long id, @Nullable Long parent, ServiceInstance instance) {
    return new Span(
        new TraceId(0, 1),
        new SpanId(id),
        parent == null ? null : new SpanId(parent),
        instance,
        SpanKind.INTERNAL,
        "",
        new Interval(5000, 6000),
        SpanStatus.UNSET,
        Map.of(),
        List.of(),
        1000);
  }

  private static @Nullable SpanId parent(CollectedSpans read, long id) {
    return read.spans.stream()
        .filter(span -> span.spanId().value() == id)
        .findFirst()
        .orElseThrow()
        .parent();
  }

  private static String span(String id, String parent, String service, String more) {
    return "{'traceId':'1','id':'%s','parentId':'%s','timestamp':5,'duration':1,"
            .formatted(id, parent)
        + "'localEndpoint':{'serviceName':'%s'},%s}".formatted(service, more);
  }

  private static CollectedSpans decode(String... lines) throws IOException {
    return CollectedSpans.decode(
        new ZipkinJsonDecoder(), String.join("\n", Arrays.asList(lines)).replace('\'', '"'));
  }
}
