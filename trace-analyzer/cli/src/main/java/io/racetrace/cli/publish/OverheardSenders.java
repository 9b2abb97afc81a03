package io.racetrace.cli.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exporters' own senders, and what they were answered: an exporter tells whether something
 * arrived, but neither what a server said nor how many of the spans it did not want.
 */
final class OverheardSenders implements ComponentLoader {

  /**
   * What came of a request.
   *
   * @param status of HTTP, or of gRPC
   * @param words that the server has for it
   * @param body the message of an answer that was good
   * @param failure null if there was an answer
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares answers.
  record Answer(
      boolean isGood, String status, String words, byte[] body, @Nullable Throwable failure) {}

  private final ComponentLoader known;
  private volatile @Nullable Answer last;

  OverheardSenders() {
    known = ComponentLoader.forClassLoader(OverheardSenders.class.getClassLoader());
  }

  /** What the last request came to; null if it was never sent. */
  @Nullable Answer last() {
    return last;
  }

  @Override
  public <T> Iterable<T> load(Class<T> kind) {
    if (kind == HttpSenderProvider.class) {
      HttpSenderProvider real = first(HttpSenderProvider.class);
      HttpSenderProvider overheard = config -> new OverheardHttp(real, config);
      return List.of(kind.cast(overheard));
    }
    if (kind == GrpcSenderProvider.class) {
      GrpcSenderProvider real = first(GrpcSenderProvider.class);
      GrpcSenderProvider overheard = config -> new OverheardGrpc(real, config);
      return List.of(kind.cast(overheard));
    }
    return known.load(kind);
  }

  private <T> T first(Class<T> kind) {
    return known.load(kind).iterator().next();
  }

  private void failed(Throwable failure) {
    last = new Answer(false, "", "", new byte[0], failure);
  }

  /** Over HTTP. */
  private final class OverheardHttp implements HttpSender {
    private final HttpSender real;

    OverheardHttp(HttpSenderProvider provider, HttpSenderConfig config) {
      real = provider.createSender(config);
    }

    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failing) {
      real.send(
          message,
          answer -> {
            int status = answer.getStatusCode();
            byte[] body = answer.getResponseBody();
            boolean isGood = status >= 200 && status < 300;
            last =
                new Answer(
                    isGood,
                    Integer.toString(status),
                    isGood ? "" : new String(body, UTF_8),
                    body,
                    null);
            answered.accept(answer);
          },
          failure -> {
            failed(failure);
            failing.accept(failure);
          });
    }

    @Override
    public CompletableResultCode shutdown() {
      return real.shutdown();
    }
  }

  /** Over gRPC. */
  private final class OverheardGrpc implements GrpcSender {
    private final GrpcSender real;

    OverheardGrpc(GrpcSenderProvider provider, GrpcSenderConfig config) {
      real = provider.createSender(config);
    }

    @Override
    public void send(
        MessageWriter message, Consumer<GrpcResponse> answered, Consumer<Throwable> failing) {
      real.send(
          message,
          answer -> {
            boolean isGood = answer.getStatusCode() == GrpcStatusCode.OK;
            String words = answer.getStatusDescription();
            last =
                new Answer(
                    isGood,
                    answer.getStatusCode().name(),
                    words == null ? "" : words,
                    isGood ? answer.getResponseMessage() : new byte[0],
                    null);
            answered.accept(answer);
          },
          failure -> {
            failed(failure);
            failing.accept(failure);
          });
    }

    @Override
    public CompletableResultCode shutdown() {
      return real.shutdown();
    }
  }
}
