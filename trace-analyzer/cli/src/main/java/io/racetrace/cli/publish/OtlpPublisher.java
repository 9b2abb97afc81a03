package io.racetrace.cli.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends findings as traces to an OTLP endpoint, by OpenTelemetry's own exporter. */
public final class OtlpPublisher implements AutoCloseable {

  /** How spans travel; in lower case, as it is written on the command line. */
  public enum Protocol {
    http,
    grpc
  }

  private static final int TRACES_AT_ONCE = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** What exporters log is told here as an exception; kept, or its level would be forgotten. */
  private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry");

  private final String place;
  private final Protocol protocol;
  private final OverheardSenders senders = new OverheardSenders();
  private final SpanExporter exporter;

  /**
   * @param address of the endpoint, without user and password; over HTTP {@code /v1/traces} is
   *     added where it is not there
   * @param headers to send along
   * @throws IllegalArgumentException if it is no such address
   */
  public OtlpPublisher(URI address, Protocol protocol, Map<String, String> headers) {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "not an address of an OTLP endpoint, which looks like http://localhost:4318");
    }
    if (address.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "an address with a password in it; send it with --otlp-header 'Authorization: ...'");
    }
    this.protocol = protocol;
    EXPORTER_LOG.setLevel(Level.OFF);
    RetryPolicy retry =
        RetryPolicy.getDefault().toBuilder().setInitialBackoff(Duration.ofMillis(200)).build();
    if (protocol == Protocol.grpc) {
      place = address.toString();
      OtlpGrpcSpanExporterBuilder builder =
          OtlpGrpcSpanExporter.builder()
              .setComponentLoader(senders)
              .setEndpoint(place)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(retry);
      headers.forEach(builder::addHeader);
      exporter = builder.build();
    } else {
      String path = address.getRawPath() == null ? "" : address.getRawPath();
      String whole = address.toString().replaceFirst("/+$", "");
      place = path.endsWith("/v1/traces") ? whole : whole + "/v1/traces";
      OtlpHttpSpanExporterBuilder builder =
          OtlpHttpSpanExporter.builder()
              .setComponentLoader(senders)
              .setEndpoint(place)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(retry);
      headers.forEach(builder::addHeader);
      exporter = builder.build();
    }
  }

  /**
   * Sends these traces.
   *
   * @throws IOException if not all of them were taken; the message says why, and what to try
   */
  public void publish(List<FindingTrace> traces) throws IOException {
    for (int from = 0; from < traces.size(); from += TRACES_AT_ONCE) {
      int to = Math.min(traces.size(), from + TRACES_AT_ONCE);
      send(FindingSpans.of(traces.subList(from, to)), from, traces.size());
    }
  }

  private void send(List<SpanData> spans, int before, int all) throws IOException {
    CompletableResultCode sent = exporter.export(spans);
    sent.join(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    OverheardSenders.Answer answer = senders.last();
    String done = before == 0 ? "" : " (the first " + before + " of " + all + " were taken)";
    if (answer == null) {
      throw new IOException(place + " did not answer in time" + done + "; check that it runs");
    }
    Throwable failure = answer.failure();
    if (failure != null) {
      throw new IOException(
          "can't send to "
              + place
              + ": "
              + words(String.valueOf(failure.getMessage()))
              + done
              + "; check the address and that it runs; OTLP/HTTP mostly listens at port 4318, gRPC at"
              + " 4317",
          failure);
    }
    if (!answer.isGood()) {
      throw new IOException(
          place
              + " answered "
              + answer.status()
              + (answer.words().isBlank() ? "" : " (" + words(answer.words()) + ")")
              + done
              + "; "
              + advice(answer.status()));
    }
    String refused = refused(answer.body());
    if (refused != null) {
      throw new IOException(place + " took only a part" + done + ": " + refused);
    }
    if (!sent.isSuccess()) {
      throw new IOException(place + " did not take the spans" + done);
    }
  }

  private String advice(String status) {
    return switch (status) {
      case "401", "403", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
          "send what it wants with --otlp-header";
      case "404", "405", "UNIMPLEMENTED" ->
          "is it the address of OTLP, "
              + (protocol == Protocol.http
                  ? "mostly port 4318, or gRPC's with --protocol grpc?"
                  : "mostly port 4317?");
      case "429", "503", "UNAVAILABLE", "RESOURCE_EXHAUSTED" -> "try again later";
      default -> "see what its log says";
    };
  }

  /**
   * Of an ExportTraceServiceResponse what it says of spans that were not taken. A page for browsers
   * is none: many servers answer any path with one, and say that all was well.
   */
  private @Nullable String refused(byte[] body) throws IOException {
    CodedInputStream response = CodedInputStream.newInstance(body);
    String refused = null;
    try {
      for (int tag = response.readTag(); tag != 0; tag = response.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 1) {
          refused = partialSuccess(response.readBytes().newCodedInput());
        } else {
          response.skipField(tag);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      String text = new String(body, UTF_8).strip();
      if (!text.startsWith("{") || text.contains("rejected")) {
        throw new IOException(
            place
                + " answered something else than OTLP does ("
                + words(text)
                + "); "
                + advice("404"),
            e);
      }
    }
    return refused;
  }

  private static @Nullable String partialSuccess(CodedInputStream in) throws IOException {
    long rejected = 0;
    String message = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> rejected = in.readInt64();
        case 2 -> message = in.readString();
        default -> in.skipField(tag);
      }
    }
    return rejected == 0 ? null : rejected + " spans were refused: " + words(message);
  }

  private static String words(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() > 200 ? clean.substring(0, 200) + "..." : clean;
  }

  @Override
  public void close() {
    exporter.shutdown().join(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
