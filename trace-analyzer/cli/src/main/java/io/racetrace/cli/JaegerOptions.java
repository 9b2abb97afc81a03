package io.racetrace.cli;

import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.jaeger.JaegerSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What to ask a Jaeger for. */
final class JaegerOptions {

  private static final Duration DEFAULT_SINCE = Duration.ofHours(1);

  @Option(
      names = "--jaeger",
      required = true,
      paramLabel = "URL",
      description = "Read from this Jaeger query service, with its base path if it has one.")
  private String address = "";

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "How far back, such as 30m, 1h or 2d; 1h if nothing is said.")
  private @Nullable Duration since;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Times.class,
      description = "From this time on (RFC 3339), in place of --since.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Times.class,
      description = "Up to this time (RFC 3339); now if nothing is said.")
  private @Nullable Instant to;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      split = ",",
      description = "Traces in which one of these services takes part; all if nothing is said.")
  private List<String> services = new ArrayList<>();

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Traces to ask for at a time; more are fetched in steps.")
  private int depth = 500;

  /**
   * @throws IllegalArgumentException if the options contradict each other
   */
  BackEndSource source(Instant now) {
    if (since != null && from != null) {
      throw new IllegalArgumentException("--since and --from both say when to begin; give one");
    }
    Instant end = to == null ? now : to;
    Instant start = from != null ? from : end.minus(since == null ? DEFAULT_SINCE : since);
    return JaegerSource.at(uri())
        .between(start, end)
        .services(services.stream().map(String::strip).filter(name -> !name.isEmpty()).toList())
        .depth(depth)
        .build();
  }

  private URI uri() {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      // The exception repeats the address, and there may be a password in it.
      throw new IllegalArgumentException("--jaeger is not a URL: " + e.getReason(), e);
    }
  }
}
