package io.racetrace.sources.jaeger;

import io.racetrace.sources.backend.BackEnd;
import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.Answer;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Jaeger of whichever version: newer ones have lost the old interface, older ones lack the new
 * one. The new one goes first, as its times are in nanoseconds.
 */
final class JaegerBackEnd implements BackEnd {

  private final HttpAddress address;
  private final RetryingHttp http;
  private volatile JaegerInterface used;

  JaegerBackEnd(HttpAddress address, RetryingHttp http) {
    this.address = address;
    this.http = http;
    used = new JaegerV3(http);
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public List<String> services(Instant from, Instant to) throws IOException {
    Path file = Files.createTempFile("racetrace-", ".json");
    file.toFile().deleteOnExit();
    try {
      JaegerInterface v3 = new JaegerV3(http);
      Answer answer = http.get(v3.servicesPath(), file);
      if (answer.isGood()) {
        used = v3;
        return answer.names();
      }
      if (answer.status() != 200 && answer.status() != 404) {
        throw answer.refused(JaegerInterface.NOT_JAEGER);
      }
      JaegerInterface legacy = new JaegerLegacy(http);
      answer = http.get(legacy.servicesPath(), file);
      if (!answer.isGood()) {
        throw answer.refused(JaegerInterface.NOT_JAEGER);
      }
      used = legacy;
      return answer.names();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public List<String> notes() {
    return Stream.concat(
            http.warning().stream(), Stream.of(address + " is asked by " + used.words()))
        .toList();
  }

  @Override
  public boolean searchesByService() {
    return true;
  }

  /** Most of Jaeger's stores keep times as fine as this. */
  @Override
  public Duration shortestWindow() {
    return Duration.ofNanos(1000);
  }

  @Override
  public Found search(Search search, Path into) throws IOException {
    return used.search(search, into);
  }

  @Override
  public Found trace(TraceId id, Path into) throws IOException {
    return used.trace(id, into);
  }

  @Override
  public SpanDecoder decoder() {
    return used.decoder();
  }

  @Override
  public boolean answersInOtlp() {
    return used.answersInOtlp();
  }
}
