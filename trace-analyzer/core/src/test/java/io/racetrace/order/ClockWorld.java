package io.racetrace.order;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A world in which the true time is known: instances with clocks that are off, drift and jump, and
 * calls between them over a network. What the analyzer is shown of it are spans; what is true, the
 * world tells, and it has never heard of the analyzer.
 */
final class ClockWorld {

  static final long SECOND = 1_000_000_000L;
  static final long START = 1_700_000_000L * SECOND;

  /** SDKs anchor the clock anew for each trace: times of two traces are so much off at most. */
  private static final int ANCHOR = 50_000;

  final long length;
  final List<Clock> clocks = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();
  private final Map<String, Network> networks = new HashMap<>();
  private final Random random;

  /** What a world is like. */
  record Weather(
      int instances,
      double asyncShare,
      double rarelyAsyncShare,
      boolean steps,
      double fastestMicros,
      int callsPerSecond,
      int messagesPerSecond,
      int seconds) {}

  /** A clock, as a function of the true time. */
  record Clock(ServiceInstance instance, long off, double drift, long stepAt, long step) {
    long show(long time) {
      long jumped = time >= stepAt ? step : 0;
      return time + off + Math.round((time - START) * drift) + jumped;
    }
  }

  private record Network(double there, double back) {}

  private record Site(int client, int server, String operation, double async) {}

  ClockWorld(Weather weather, long seed) {
    random = new Random(seed);
    length = weather.seconds() * SECOND;
    // With messages, the last one is called by nobody; then nobody would see it jump.
    int called = weather.instances() - (weather.messagesPerSecond() > 0 ? 1 : 0);
    int jumping = weather.steps() && called > 1 ? random.nextInt(called) : -1;
    for (int i = 0; i < weather.instances(); i++) {
      long step = (5 + random.nextInt(500)) * 1_000_000L * (random.nextBoolean() ? 1 : -1);
      clocks.add(
          new Clock(
              new ServiceInstance("service" + i % 3, "host" + i),
              random.nextLong(-50_000_000, 50_000_001),
              random.nextDouble(-30e-6, 30e-6),
              i == jumping
                  ? START + length / 4 + (long) (random.nextDouble() * length / 2)
                  : Long.MAX_VALUE,
              step));
    }
    for (int i = 1; i < called; i++) {
      int other = random.nextInt(i);
      // One place that always waits joins them; the others are as they are.
      site(i, other, 0);
      for (int k = 0; k < 3; k++) {
        double dice = random.nextDouble();
        double async =
            dice < weather.asyncShare()
                ? 1
                : dice < weather.asyncShare() + weather.rarelyAsyncShare() ? 0.001 : 0;
        site(i, other, async);
      }
      networks.put(i + "-" + other, network(weather));
      networks.put(other + "-" + i, network(weather));
    }
  }

  private void site(int one, int other, double async) {
    boolean there = random.nextBoolean();
    sites.add(new Site(there ? one : other, there ? other : one, "op" + sites.size(), async));
  }

  private Network network(Weather weather) {
    return new Network(
        weather.fastestMicros() * (1 + 2 * random.nextDouble()),
        weather.fastestMicros() * (1 + 2 * random.nextDouble()));
  }

  /** Mostly a little above the fastest, and now and then far above. */
  private long latency(double fastest) {
    double exponential = -Math.log(1 - random.nextDouble()) * fastest;
    double tail = random.nextInt(50) == 0 ? 5000 * Math.pow(random.nextDouble(), 3) : 0;
    return Math.round(1000 * (fastest + exponential + tail));
  }

  long anchor() {
    return random.nextLong(-ANCHOR / 2, ANCHOR / 2 + 1);
  }

  /** The traces of all calls, in the order of the true time. */
  List<TraceTree> calls(int perSecond) {
    List<TraceTree> trees = new ArrayList<>();
    for (Site site : sites) {
      Network network = Objects.requireNonNull(networks.get(site.client + "-" + site.server));
      int calls = (int) (perSecond * length / SECOND);
      for (int i = 0; i < calls; i++) {
        trees.add(call(site, network, START + (long) (random.nextDouble() * length)));
      }
    }
    return trees;
  }

  /**
   * The traces of messages, sent by anybody to anybody: mostly taken at once, now and then after a
   * long wait; and some by a span that had begun to wait before the message was there.
   */
  List<TraceTree> messages(int perSecond) {
    List<TraceTree> trees = new ArrayList<>();
    for (int i = 0; i < clocks.size(); i++) {
      for (int j = 0; j < clocks.size(); j++) {
        for (int k = 0; i != j && k < perSecond * length / SECOND; k++) {
          long at = START + (long) (random.nextDouble() * length);
          trees.addAll(message(clocks.get(i), clocks.get(j), at));
        }
      }
    }
    return trees;
  }

  private List<TraceTree> message(Clock sender, Clock receiver, long at) {
    boolean waits = random.nextInt(4) == 0;
    long arrives = at + latency(200) + (random.nextInt(10) == 0 ? random.nextLong(SECOND * 3) : 0);
    long begins = waits ? at - random.nextLong(SECOND / 5) : arrives;
    TraceId sent = new TraceId(random.nextLong() | 1, random.nextLong());
    TraceId taken = new TraceId(random.nextLong() | 1, random.nextLong());
    SpanId producer = new SpanId(random.nextLong() | 1);
    Site site = new Site(0, 0, "orders " + (waits ? "receive" : "process"), 1);
    return List.of(
        new TraceTree(
            List.of(span(sent, producer, null, sender, SpanKind.PRODUCER, site, at, at + 50_000))),
        new TraceTree(
            List.of(
                linked(
                    span(
                        taken,
                        new SpanId(random.nextLong() | 1),
                        null,
                        receiver,
                        SpanKind.CONSUMER,
                        site,
                        begins,
                        arrives + 300_000),
                    new SpanLink(sent, producer)))));
  }

  private static Span linked(Span span, SpanLink link) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        span.attributes(),
        List.of(link));
  }

  private TraceTree call(Site site, Network network, long at) {
    long arrives = at + latency(network.there);
    long work = Math.round(1000 * 300 * Math.exp(random.nextGaussian()));
    boolean waits = random.nextDouble() >= site.async;
    long returns =
        waits
            ? arrives + work + latency(network.back)
            : at + Math.round(1000 * (50 + 450 * random.nextDouble()));
    TraceId trace = new TraceId(random.nextLong() | 1, random.nextLong());
    SpanId client = new SpanId(random.nextLong() | 1);
    return new TraceTree(
        List.of(
            span(trace, client, null, clocks.get(site.client), SpanKind.CLIENT, site, at, returns),
            span(
                trace,
                new SpanId(client.value() + 2),
                client,
                clocks.get(site.server),
                SpanKind.SERVER,
                site,
                arrives,
                arrives + work)));
  }

  private Span span(
      TraceId trace,
      SpanId id,
      @Nullable SpanId parent,
      Clock clock,
      SpanKind kind,
      Site site,
      long from,
      long to) {
    // Within one trace a process counts on from where it looked at its clock.
    long shown = clock.show(from) + anchor();
    return new Span(
        trace,
        id,
        parent,
        clock.instance(),
        kind,
        site.operation,
        new Interval(shown, shown + to - from),
        SpanStatus.UNSET,
        Map.of(),
        List.of());
  }

  /** What a clock shows of a stretch of true time, in a trace of its own. */
  Interval shown(Clock clock, Interval truth) {
    long start = clock.show(truth.start()) + anchor();
    return new Interval(start, start + truth.nanos());
  }

  Random random() {
    return random;
  }
}
