package io.racetrace.sources.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    assertThat(jaeger.queries.get(0))
        .containsEntry("query.service_name", "order service")
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

    assertThat(read(source().services(List.of("b"))).spans).hasSize(1);
    assertThat(jaeger.queries).hasSize(1);
  }

  @Test
  void no_match_is_an_empty_answer() throws IOException {
    CollectedSpans read = read(source().services(List.of("nobody")));

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

      behindProxy.canned.add(new FakeJaeger.Canned(401, "unknown user"));
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
        "500 | boom | answered 500: boom; look into Jaeger's log",
        "302 | '' | answered 302; use the address that it redirects to",
        "502 | <html>Bad Gateway</html> | answered 502; try again later",
        "404 | 404 page not found | needs Jaeger 1.62 or newer",
        "200 | <!doctype html><title>Jaeger UI</title> | needs Jaeger 1.62 or newer",
      })
  void an_error_names_place_status_message_and_next_step(int status, String body, String message)
      throws IOException {
    jaeger.trace("a", START);
    jaeger.canned.add(new FakeJaeger.Canned(status, body));
    assertThatThrownBy(() -> read(source()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(jaeger.address() + "/api/v3/services answered " + status)
        .hasMessageContaining(message);

    jaeger.canned.add(new FakeJaeger.Canned(status, body));
    assertThatThrownBy(() -> read(source().services(List.of("a"))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(jaeger.address() + "/api/v3/traces answered " + status)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void an_overloaded_server_is_asked_again_a_few_times(int status) throws IOException {
    jaeger.trace("a", START);
    for (int i = 0; i < 4; i++) {
      jaeger.canned.add(new FakeJaeger.Canned(status, "busy"));
    }
    assertThat(read(source()).spans).hasSize(1);

    for (int i = 0; i < 5; i++) {
      jaeger.canned.add(new FakeJaeger.Canned(status, "busy"));
    }
    assertThatThrownBy(() -> read(source())).hasMessageContaining("answered " + status + ": busy");
  }

  @Test
  void a_broken_answer_is_a_diagnostic() throws IOException {
    jaeger.canned.add(new FakeJaeger.Canned(200, "{\"result\":{\"resourceSpans\":["));

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
