package io.racetrace.cli;

import io.racetrace.report.Diagnostic;
import io.racetrace.report.TraceLinks;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.FetchListener;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.jaeger.JaegerSource;
import io.racetrace.sources.tempo.TempoSource;
import io.racetrace.sources.zipkin.ZipkinSource;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which back end to ask, and what for. */
final class BackEndOptions {

  private static final Duration DEFAULT_SINCE = Duration.ofHours(1);
  private static final int MAX_CONCURRENCY = 64;

  /** A back end that was named. */
  private record Named(
      String option, String address, Function<URI, BackEndSource.Builder> kind, String tenant) {}

  @Option(
      names = "--jaeger",
      paramLabel = "URL",
      description = "Read from this Jaeger query service, with its base path if it has one.")
  private @Nullable String jaeger;

  @Option(names = "--zipkin", paramLabel = "URL", description = "Read from this Zipkin.")
  private @Nullable String zipkin;

  @Option(names = "--tempo", paramLabel = "URL", description = "Read from this Grafana Tempo.")
  private @Nullable String tempo;

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
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "Traces of which a span has this attribute itself; can be given again.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--trace-id",
      paramLabel = "ID",
      split = ",",
      description = "These traces only, from any time; can be given again.")
  private List<String> traceIds = new ArrayList<>();

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Traces to ask for at a time; more are fetched in steps. 500 if not given.")
  private @Nullable Integer depth;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Questions to have open at a time; 4 if nothing is said.")
  private int concurrency = 4;

  /**
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IOException if a file that they name can't be read
   */
  BackEndSource source(Instant now, @Nullable AccessOptions access, FetchListener listener)
      throws IOException {
    BackEndSource.Builder source = opened(access).listener(listener);
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException("--concurrency is a number from 1 to " + MAX_CONCURRENCY);
    }
    source.concurrency(concurrency);
    if (depth != null) {
      if (depth < 1) {
        throw new IllegalArgumentException("--depth is a number from 1");
      }
      source.depth(depth);
    }
    if (traceIds.isEmpty()) {
      askByTime(source, now);
    } else {
      askById(source);
    }
    return source.build();
  }

  /**
   * The same back end, asked for these traces only.
   *
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IOException if a file that they name can't be read
   */
  BackEndSource traces(List<TraceId> ids, @Nullable AccessOptions access) throws IOException {
    return opened(access).concurrency(concurrency).traces(ids).build();
  }

  /** What of the time was not asked for, that may have changed the same records. */
  List<Diagnostic> selections() {
    List<Diagnostic> selections = new ArrayList<>();
    List<String> names = services();
    if (!names.isEmpty()) {
      selections.add(
          new Diagnostic(
              Diagnostic.Kind.SELECTED_SERVICES,
              ("--service " + String.join(",", names)).replaceAll("\\p{Cntrl}", "?"),
              1,
              "what other services do in traces of their own was not asked for"));
    }
    if (!tags.isEmpty()) {
      selections.add(selectedTraces("--tag " + String.join(" --tag ", tags)));
    }
    if (!traceIds.isEmpty()) {
      selections.add(selectedTraces("--trace-id"));
    }
    return selections;
  }

  private static Diagnostic selectedTraces(String option) {
    return new Diagnostic(
        Diagnostic.Kind.SELECTED_TRACES,
        option.replaceAll("\\p{Cntrl}", "?"),
        1,
        "what happens in other traces was not asked for");
  }

  private List<String> services() {
    return services.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
  }

  /** Where the back end shows traces, if it does so itself. */
  TraceLinks links() {
    if (jaeger == null && zipkin == null) {
      return TraceLinks.NONE;
    }
    Named named = named();
    // Without the user and password that there may be.
    String shown = HttpAddress.of(uri(named), "http://localhost:16686").toString();
    return TraceLinks.of(named.option.substring("--".length()) + "=" + shown);
  }

  private BackEndSource.Builder opened(@Nullable AccessOptions access) throws IOException {
    Named named = named();
    URI address = uri(named);
    boolean hasPassword = address.getRawUserInfo() != null;
    return builder(named, address)
        .access(
            (access == null ? new AccessOptions() : access)
                .access(named.option, named.tenant, hasPassword, System::getenv));
  }

  private void askByTime(BackEndSource.Builder source, Instant now) {
    if (since != null && from != null) {
      throw new IllegalArgumentException("--since and --from both say when to begin; give one");
    }
    Instant end = to == null ? now : to;
    Instant start = from != null ? from : end.minus(since == null ? DEFAULT_SINCE : since);
    if (end.equals(start)) {
      throw new IllegalArgumentException("no time lies between " + start + " and " + end);
    }
    source.between(start, end).services(services()).tags(tagMap());
  }

  private void askById(BackEndSource.Builder source) {
    if (since != null || from != null || to != null || !services.isEmpty() || !tags.isEmpty()) {
      throw new IllegalArgumentException(
          "--trace-id names the traces; leave out times, --service and --tag");
    }
    List<TraceId> ids = new ArrayList<>();
    for (String id : traceIds) {
      try {
        ids.add(TraceId.fromHex(id.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--trace-id '" + id + "' is not 1 to 32 hexadecimal digits", e);
      }
    }
    source.traces(ids);
  }

  private Map<String, String> tagMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (String tag : tags) {
      int equals = tag.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--tag '" + tag + "' is not KEY=VALUE");
      }
      map.put(tag.substring(0, equals), tag.substring(equals + 1));
    }
    return map;
  }

  private Named named() {
    List<Named> named = new ArrayList<>();
    if (jaeger != null) {
      named.add(new Named("--jaeger", jaeger, JaegerSource::at, "x-tenant"));
    }
    if (zipkin != null) {
      named.add(new Named("--zipkin", zipkin, ZipkinSource::at, ""));
    }
    if (tempo != null) {
      named.add(new Named("--tempo", tempo, TempoSource::at, "X-Scope-OrgID"));
    }
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "these options are for a back end: name it with --jaeger, --zipkin or --tempo URL");
    }
    if (named.size() > 1) {
      throw new IllegalArgumentException(
          named.get(0).option
              + " and "
              + named.get(1).option
              + " are two back ends; ask one, and save the other's traces with 'racetrace fetch'");
    }
    return named.get(0);
  }

  private static BackEndSource.Builder builder(Named named, URI address) {
    try {
      return named.kind.apply(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named.option + " is " + e.getMessage(), e);
    }
  }

  private static URI uri(Named named) {
    try {
      return new URI(named.address);
    } catch (URISyntaxException e) {
      // The exception repeats the address, and there may be a password in it.
      throw new IllegalArgumentException(named.option + " is not a URL: " + e.getReason());
    }
  }
}
