package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.FetchListener;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JaegerSourceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = START.plusSeconds(3600);

  private FakeJaeger jaeger;

  @BeforeEach
  void start() throws IOException {
    jaeger = new FakeJaeger("");
  }

  @AfterEach
  void stop() {
    jaeger.close();
  }

  @Test
  void all_services_are_asked_for_in_words_that_every_version_knows() throws IOException {
    jaeger.trace("order service", START);
    jaeger.trace("referral", END);
    jaeger.trace("referral", END.plusNanos(1));

    CollectedSpans read = read(source());

    assertThat(read.spans)
        .extracting(span -> span.instance().service())
        .containsExactly("order service", "referral");
    assertThat(read.diagnostics).isEmpty();
    assertThat(jaeger.queries)
        .filteredOn(query -> "order service".equals(query.get("query.service_name")))
        .singleElement(InstanceOfAssertFactories.map(String.class, String.class))
        .containsEntry("query.start_time_min", "2026-01-01T00:00:00Z")
        .containsEntry("query.start_time_max", "2026-01-01T01:00:00Z")
        .containsEntry("query.num_traces", "100")
        .containsEntry("query.raw_traces", "true")
        .hasSize(5);
  }

  @Test
  void only_the_named_services_are_asked_for() throws IOException {
    jaeger.trace("a", START);
    jaeger.trace("b", START);

    assertThat(read(source().services(List.of("b", "b"))).spans).hasSize(1);
    assertThat(jaeger.queries).hasSize(1);
  }

  @Test
  void no_match_is_an_empty_answer() throws IOException {
    jaeger.trace("a", START.minusSeconds(1));

    CollectedSpans read = read(source().services(List.of("a")));

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics).isEmpty();
  }

  @Test
  void a_full_answer_is_asked_for_again_in_halves_until_all_traces_are_there() throws IOException {
    for (int i = 0; i < 200; i++) {
      jaeger.trace("busy", START.plusNanos(i * 370L));
    }
    jaeger.trace("busy", END);

    CollectedSpans read = read(source().depth(10));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).extracting(Span::traceId).doesNotHaveDuplicates().hasSize(201);
  }

  @Test
  void what_time_cannot_take_apart_is_told() throws IOException {
    for (int i = 0; i < 30; i++) {
      jaeger.trace("burst", START.plusSeconds(5));
    }

    CollectedSpans read = read(source().depth(10));

    assertThat(read.spans).hasSize(10);
    assertThat(read.diagnostics)
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.kind().id()).isEqualTo("truncated-answer");
              assertThat(diagnostic.where()).isEqualTo(jaeger.address() + " service burst");
              assertThat(diagnostic.detail()).contains("ask for a greater one");
            });
  }

  @Test
  void a_base_path_and_credentials_in_the_address_are_used_and_the_latter_never_shown()
      throws IOException {
    try (FakeJaeger behindProxy = new FakeJaeger("/tracing/jaeger")) {
      behindProxy.trace("a", START);
      URI address =
          URI.create("http://ann:s%2Fcret@" + behindProxy.hostAndPort() + "/tracing/jaeger/");
      BackEndSource source = JaegerSource.at(address).between(START, END).build();

      assertThat(read(source).spans).hasSize(1);
      assertThat(behindProxy.authorizations).containsOnly("Basic YW5uOnMvY3JldA==");

      behindProxy.answer("/services", 401, "unknown user");
      assertThatThrownBy(() -> read(source))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(behindProxy.address() + "/api/v3/services answered 401")
          .hasMessageContaining("unknown user")
          .hasMessageNotContaining("cret")
          .hasMessageNotContaining("ann");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":{\"httpCode\":400,\"message\":\"malformed parameter x\"}}"
            + " | answered 400: malformed parameter x; check",
        "500 | {\"error\":{\"httpCode\":500,\"message\":\"search depth must be less\"}}"
            + " | answered 500: search depth must be less; try a smaller depth",
        "500 | boom | answered 500: boom; look into the server's log",
        "302 | '' | answered 302; use the address that it redirects to",
        "502 | <html>Bad Gateway</html> | answered 502; try again later",
        "404 | 404 page not found | give its address with the base path",
        "200 | <!doctype html><title>Jaeger UI</title> | give its address with the base path",
      })
  void an_error_names_place_status_message_and_next_step(int status, String body, String message)
      throws IOException {
    jaeger.trace("a", START);
    for (int i = 0; i < 5; i++) {
      jaeger.answer("/api/v3/traces", status, body);
    }
    assertThatThrownBy(() -> read(source()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(jaeger.address() + "/api/v3/traces answered " + status)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | no | /api/v3/services answered 400: no; check",
        "404 | 404 page not found | /api/services answered 404; this does not look like Jaeger's",
        "200 | <!doctype html><title>Shop</title> | /api/services answered 200; this does not look",
      })
  void what_is_no_jaeger_is_told_at_once(int status, String body, String message) {
    jaeger.answer("services", status, body);
    jaeger.answer("services", status, body);

    assertThatThrownBy(() -> read(source()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(jaeger.address() + message);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void an_overloaded_server_is_asked_again_a_few_times(int status) throws IOException {
    jaeger.trace("a", START);
    for (int i = 0; i < 4; i++) {
      jaeger.answer("/traces", status, "busy");
    }
    assertThat(read(source()).spans).hasSize(1);

    for (int i = 0; i < 5; i++) {
      jaeger.answer("/traces", status, "busy");
    }
    assertThatThrownBy(() -> read(source())).hasMessageContaining("answered " + status + ": busy");
  }

  @Test
  void an_error_of_the_server_is_asked_about_twice_more() throws IOException {
    jaeger.trace("a", START);
    jaeger.answer("/traces", 500, "once");
    jaeger.answer("/traces", 500, "twice");
    assertThat(read(source()).spans).hasSize(1);
  }

  @Test
  void a_broken_answer_is_a_diagnostic() throws IOException {
    jaeger.trace("a", START);
    jaeger.answer("/traces", 200, "{\"result\":{\"resourceSpans\":[");

    assertThat(read(source().services(List.of("a"))).complaints())
        .containsExactly("truncated-input " + jaeger.address() + " service a:1 1");
  }

  @Test
  void a_connection_that_breaks_is_tried_again_a_few_times() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread resetting =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    socket.setSoLinger(true, 0);
                    socket.close();
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      resetting.setDaemon(true);
      resetting.start();
      String address = "http://127.0.0.1:" + server.getLocalPort();

      assertThatThrownBy(() -> read(JaegerSource.at(URI.create(address)).build()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the connection to " + address + " failed (5 attempts)");
    }
    assertThat(connections.get()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void a_server_that_is_not_there_is_named() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + free);

    assertThatThrownBy(() -> read(JaegerSource.at(nobody).build()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "can't connect to "
                + nobody
                + ": nothing answers there;"
                + " check the address and that it runs");
    assertThatThrownBy(
            () -> read(JaegerSource.at(URI.create("http://no-such-host.invalid")).build()))
        .hasMessageContaining("the host is not known");
  }

  @Test
  void a_server_that_never_answers_is_given_up() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());

      assertThatThrownBy(
              () -> read(JaegerSource.at(address).timeout(Duration.ofMillis(300)).build()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer within");
    }
  }

  @Test
  void a_time_that_ends_before_it_starts_a_depth_of_none_and_other_schemes_are_refused() {
    assertThatThrownBy(() -> JaegerSource.at(jaeger.address()).between(END, START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JaegerSource.at(jaeger.address()).depth(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JaegerSource.at(URI.create("localhost:16686")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://localhost:16686");
  }

  @Test
  void a_server_that_lacks_the_new_interface_is_asked_by_the_old_one() throws IOException {
    jaeger.isOld = true;
    for (int i = 0; i < 200; i++) {
      jaeger.trace("busy", START.plusNanos(i * 3700L));
    }
    List<String> notes = new ArrayList<>();

    CollectedSpans read = read(source().depth(10).listener(noting(notes)));

    assertThat(notes)
        .containsExactly(
            jaeger.address()
                + " is asked by its old interface /api/traces, which rounds times to microseconds");
    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans).extracting(Span::traceId).doesNotHaveDuplicates().hasSize(200);
    assertThat(read.spans).extracting(Span::resolution).containsOnly(1000L);
  }

  @Test
  void the_interface_that_is_used_is_told_in_one_line() throws IOException {
    jaeger.trace("a", START);
    List<String> notes = new ArrayList<>();

    read(source().listener(noting(notes)));

    assertThat(notes).containsExactly(jaeger.address() + " is asked by its interface /api/v3");
  }

  @Test
  void what_is_asked_at_once_changes_neither_the_spans_nor_their_order() throws IOException {
    for (int i = 0; i < 300; i++) {
      jaeger.trace("service-" + i % 5, START.plusNanos(i * 3700L));
    }

    List<Span> oneByOne = read(source().depth(7).concurrency(1)).spans;

    assertThat(oneByOne).hasSize(300);
    assertThat(read(source().depth(7).concurrency(4)).spans).isEqualTo(oneByOne);
    assertThat(read(source().depth(7).concurrency(20)).spans).isEqualTo(oneByOne);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void traces_are_asked_for_by_their_ids_and_the_missing_ones_are_named(boolean old)
      throws IOException {
    jaeger.isOld = old;
    jaeger.trace("a", START);
    jaeger.trace("a", START.minusSeconds(86_400));
    List<TraceId> ids = List.of(new TraceId(0, 2), new TraceId(0, 77), new TraceId(0, 1));

    CollectedSpans read = read(source().traces(ids));

    assertThat(read.spans).extracting(Span::traceId).containsExactly(ids.get(0), ids.get(2));
    assertThat(read.complaints())
        .containsExactly("missing-trace " + jaeger.address() + " trace " + ids.get(1) + " 1");
    assertThat(read.diagnostics.get(0).kind().losesEvidence()).isTrue();
    assertThatThrownBy(() -> read(source().traces(ids.subList(1, 2))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no trace " + ids.get(1));
  }

  @Test
  void tags_are_sent_and_as_old_servers_pass_over_them_looked_for_again() throws IOException {
    for (int i = 0; i < 30; i++) {
      jaeger.trace("a", START.plusSeconds(i));
    }
    List<String> notes = new ArrayList<>();

    CollectedSpans matching = read(source().depth(10).tags(Map.of("shop", "d\"1")));
    CollectedSpans none =
        read(source().depth(10).tags(Map.of("shop", "d2")).listener(noting(notes)));

    assertThat(matching.spans).hasSize(30);
    assertThat(matching.diagnostics).isEmpty();
    assertThat(jaeger.queries.get(0)).containsEntry("query.attributes", "{\"shop\":\"d\\\"1\"}");
    assertThat(none.spans).isEmpty();
    assertThat(notes).last().asString().contains("no span of theirs has shop=d2 itself");
  }

  @Test
  void a_tag_without_a_value_is_not_found_on_spans_without_the_tag() throws IOException {
    jaeger.trace("a", START);

    assertThat(read(source().tags(Map.of("absent", ""))).spans).isEmpty();
  }

  @Test
  void an_unknown_service_is_told_with_the_nearest_names() throws IOException {
    jaeger.trace("order-service", START);
    jaeger.trace("referral-service", START);

    CollectedSpans read = read(source().services(List.of("order-service", "refferal-service")));

    assertThat(read.spans).hasSize(1);
    assertThat(read.complaints())
        .containsExactly("unknown-service " + jaeger.address() + " service refferal-service 1");
    assertThatThrownBy(() -> read(source().services(List.of("ordr-service"))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            jaeger.address()
                + " knows no service 'ordr-service';"
                + " did you mean order-service or referral-service?");
  }

  @Test
  void a_service_in_capital_letters_that_the_server_does_not_find_is_told_as_well()
      throws IOException {
    jaeger.trace("order-service", START);

    assertThatThrownBy(() -> read(source().services(List.of("Order-Service"))))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("did you mean order-service?");
  }

  @Test
  void a_search_that_finds_nothing_says_what_to_try() throws IOException {
    jaeger.trace("a", START.minusSeconds(86_400));
    List<String> notes = new ArrayList<>();

    read(source().listener(noting(notes)));

    assertThat(notes).last().asString().startsWith("nothing matched; try a longer time");
  }

  @Test
  void what_the_server_warns_of_is_told_once_and_stays_in_what_is_kept() throws IOException {
    jaeger.trace("a", START);
    jaeger.trace("b", START);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    answerWithACutTraceTwice();
    source().build().save(file);
    answerWithACutTraceTwice();

    CollectedSpans read = read(source());

    assertThat(read.spans).hasSize(1);
    assertThat(read.complaints()).containsExactly("truncated-answer unknown_service 1");
    assertThat(CollectedSpans.decode(file.toByteArray()).diagnostics).isEqualTo(read.diagnostics);
  }

  private void answerWithACutTraceTwice() {
    String answer =
        """
        {"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x",\
        "spanId":"00000000000000a1","name":"work","startTimeUnixNano":"1767225600000000000",\
        "endTimeUnixNano":"1767225600000000001","attributes":[{"key":"@jaeger@warnings","value":\
        {"arrayValue":{"values":[{"stringValue":"trace has more than 1 spans, showing 1"}]}}}]}]}]}]}}
        """
            .formatted(1);
    jaeger.answer("/traces", 200, answer);
    jaeger.answer("/traces", 200, answer);
  }

  private static FetchListener noting(List<String> notes) {
    return new FetchListener() {
      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  private BackEndSource.Builder source() {
    return JaegerSource.at(jaeger.address()).between(START, END).depth(100);
  }

  private static CollectedSpans read(BackEndSource.Builder source) throws IOException {
    return read(source.build());
  }

  private static CollectedSpans read(BackEndSource source) throws IOException {
    return CollectedSpans.read(source);
  }
}
