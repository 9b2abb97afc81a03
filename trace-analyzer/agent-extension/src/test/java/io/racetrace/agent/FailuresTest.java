package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static final Logger LOGGER = Logger.getLogger("io.racetrace.agent");

  private final Failures failures = new Failures();
  private final List<String> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void a_span_that_fails_does_not_disturb_the_application_and_is_told_once() {
    RecordKeyProcessor processor =
        new RecordKeyProcessor(
            new Settings(KeyColumns.of(""), null, false, false, Integer.MAX_VALUE),
            KeyHash.of(null),
            failures);

    for (int i = 0; i < 3; i++) {
      assertThatCode(() -> processor.onStart(Context.root(), failing())).doesNotThrowAnyException();
    }

    assertThat(failures.count()).isEqualTo(3);
    assertThat(logged).hasSize(1);
  }

  private static ReadWriteSpan failing() {
    return (ReadWriteSpan)
        Proxy.newProxyInstance(
            FailuresTest.class.getClassLoader(),
            new Class<?>[] {ReadWriteSpan.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("Jane");
            });
  }

  @Test
  void a_span_that_can_not_be_redacted_is_not_sent_and_the_others_are() {
    List<SpanData> sent = new ArrayList<>();
    SpanData good =
        TestSpanData.builder()
            .setName("good")
            .setKind(SpanKind.INTERNAL)
            .setStartEpochNanos(1)
            .setEndEpochNanos(2)
            .setHasEnded(true)
            .setStatus(StatusData.ok())
            .build();
    SpanData bad =
        (SpanData)
            Proxy.newProxyInstance(
                FailuresTest.class.getClassLoader(),
                new Class<?>[] {SpanData.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("Jane");
                });

    new RedactingExporter(keeping(sent), new Redaction(false), failures).export(List.of(bad, good));

    assertThat(sent).containsExactly(good);
    assertThat(logged).hasSize(1);
  }

  private static SpanExporter keeping(List<SpanData> sent) {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> spans) {
        sent.addAll(spans);
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
      }
    };
  }
}
