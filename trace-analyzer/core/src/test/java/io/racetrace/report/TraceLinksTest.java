package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceLinksTest {

  private static final TraceId TRACE = TraceId.fromHex("4bf92f3577b34da6a3ce929d0e0e4736");
  private static final SpanId SPAN = SpanId.fromHex("00f067aa0ba902b7");

  @ParameterizedTest
  @CsvSource({
    "jaeger=http://j:16686, http://j:16686/trace/4bf92f3577b34da6a3ce929d0e0e4736?uiFind=00f067aa0ba902b7",
    "jaeger=https://j/base/, https://j/base/trace/4bf92f3577b34da6a3ce929d0e0e4736?uiFind=00f067aa0ba902b7",
    "zipkin=http://z:9411, http://z:9411/zipkin/traces/4bf92f3577b34da6a3ce929d0e0e4736",
    "zipkin=http://z:9411/zipkin/, http://z:9411/zipkin/traces/4bf92f3577b34da6a3ce929d0e0e4736",
    "https://x/t/{traceId}/s/{spanId}, https://x/t/4bf92f3577b34da6a3ce929d0e0e4736/s/00f067aa0ba902b7",
  })
  void each_interface_is_asked_in_its_own_way(String text, String expected) {
    assertThat(TraceLinks.of(text).of(TRACE, SPAN)).isEqualTo(expected);
  }

  @Test
  void grafana_is_asked_for_one_pane_with_the_trace() {
    String link = TraceLinks.of("tempo=https://g.example.org/grafana").of(TRACE, SPAN);

    assertThat(URI.create(link).getRawPath()).isEqualTo("/grafana/explore");
    assertThat(URI.create(link).getRawQuery()).startsWith("schemaVersion=1&panes=%7B");
    String panes =
        URLDecoder.decode(link.substring(link.indexOf("panes=") + 6), StandardCharsets.UTF_8);
    assertThat(panes)
        .startsWith("{\"racetrace\":{\"datasource\":\"tempo\",\"queries\":[{\"refId\":\"A\",")
        .contains("\"queryType\":\"traceql\",\"query\":\"4bf92f3577b34da6a3ce929d0e0e4736\"")
        .endsWith("}}}");
    assertThat(TraceLinks.of("tempo=https://g/?datasource=P21-x").of(TRACE, SPAN))
        .startsWith("https://g/explore?")
        .contains("P21-x")
        .doesNotContain("%22tempo%22%2C%22queries");
  }

  @ParameterizedTest
  @CsvSource({
    "https://x/trace/, needs {traceId}",
    "https://x/{spanId}, needs {traceId}",
    "https://x/{trace_id}, 'knows {traceId} and {spanId}, and not {trace_id}'",
    "ftp://x/{traceId}, not an http or https address",
    "jaeger=j:16686, not an http or https address",
    "https://x/a b/{traceId}, percent-encode it",
    "javascript:alert({traceId}), not an http or https address",
    "https://u:secret@x/{traceId}, has a password",
    "jeager=http://j, needs {traceId}",
  })
  void what_leads_nowhere_is_refused_with_the_reason(String text, String reason) {
    assertThatThrownBy(() -> TraceLinks.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
