package io.racetrace.lab.stage;

import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an exhibit needs, running: PostgreSQL, Redis, a receiver that writes the spans to
 * a file, and services as processes of their own.
 *
 * <p>Closing it ends all of that and deletes the temporary directory; so does the end of the JVM,
 * by Ctrl-C too. Should the JVM be killed without a chance to clean up, the services notice and end
 * by themselves, and {@link LastResort} ends the stores.
 */
public final class Lab implements Stage, AutoCloseable {
  public static final String INGRESS = "ingress-service";
  public static final String INGRESS_2 = "ingress-service-2";
  public static final String OPERATOR = "operator-service";
  public static final String ORDER = "order-service";
  public static final String REFERRAL = "referral-service";

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration DEATH_IS_NOTICED = Duration.ofSeconds(2);

  private final Consumer<String> progress;
  private final TemporaryDirectory directory;
  private final Path spansFile;
  private final GivenParts given;
  private final Spans spansMade;
  private @Nullable Services services;
  private final Thread atExit = new Thread(this::stopped, "lab-at-exit");
  private @Nullable Postgres postgres;
  private @Nullable Databases databases;
  private @Nullable Redis redis;
  private @Nullable String redisUrl;
  private @Nullable OtlpReceiver receiver;
  private @Nullable Props props;
  private @Nullable LastResort lastResort;
  private long spansOfStopped;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread starter = Thread.currentThread();
  private final CountDownLatch starting = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final ProcessWatch watch = new ProcessWatch(starter, closing::get);

  private Lab(Path spansFile, GivenParts given, Spans spansMade, Consumer<String> progress) {
    this.spansFile = spansFile;
    this.given = given;
    this.spansMade = spansMade;
    this.progress = progress;
    this.directory = TemporaryDirectory.create();
  }

  /** Starts everything, these services too, and nothing is given. */
  public static Lab start(
      Path spansFile, List<String> databases, List<String> services, Consumer<String> progress) {
    return start(spansFile, databases, services, services, GivenParts.NONE, progress);
  }

  /** Starts everything; the services make their spans themselves. */
  public static Lab start(
      Path spansFile,
      List<String> databases,
      List<String> allServices,
      List<String> firstServices,
      GivenParts given,
      Consumer<String> progress) {
    return start(
        spansFile, databases, allServices, firstServices, given, Spans.BY_LIBRARIES, progress);
  }

  /**
   * Starts everything.
   *
   * @param spansFile where the spans go; replaced if it is there
   * @param databases the databases that the exhibits want
   * @param allServices the names of all services that will ever be wanted
   * @param firstServices those of them that are wanted at once; {@link #ensure} starts the others
   * @param spansMade by whom
   * @param progress told what happens, in one line each
   * @throws LabException when something does not start; nothing is left running then
   */
  public static Lab start(
      Path spansFile,
      List<String> databases,
      List<String> allServices,
      List<String> firstServices,
      GivenParts given,
      Spans spansMade,
      Consumer<String> progress) {
    Lab lab = new Lab(spansFile, given, spansMade, progress);
    Runtime.getRuntime().addShutdownHook(lab.atExit);
    try {
      lab.startAll(databases, allServices, firstServices);
      return lab;
    } catch (IOException failure) {
      RuntimeException told =
          lab.explained(
              new LabException("cannot write " + spansFile + ": " + failure.getMessage(), failure));
      lab.starting.countDown();
      lab.close();
      throw told;
    } catch (RuntimeException failure) {
      RuntimeException told = lab.explained(failure);
      lab.starting.countDown();
      lab.close();
      throw told;
    } finally {
      lab.starting.countDown();
    }
  }

  private void startAll(List<String> names, List<String> allServices, List<String> firstServices)
      throws IOException {
    given.check();
    List<Integer> ports = FreePorts.find(allServices.size() + 2 + Props.PORTS);
    int redisPort = ports.get(allServices.size());
    int postgresPort = ports.get(allServices.size() + 1);
    OtlpReceiver spans = OtlpReceiver.listen(spansFile);
    started(() -> receiver = spans);
    Path logs = logs();
    GivenRedis givenRedis = given.redis();
    String eventsUrl;
    if (givenRedis != null) {
      eventsUrl = givenRedis.url();
    } else {
      Redis events = Redis.start("Redis", redisPort, logs.resolve("redis.log"));
      started(() -> redis = events);
      watch.add(events.part());
      eventsUrl = events.url();
    }
    redisUrl = eventsUrl;
    Databases records = given.databases();
    if (records == null) {
      records = Postgres.at(postgresPort);
    }

    // The services want Redis at once, but PostgreSQL only when a form is selected.
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", records.urlTemplate());
    environment.put("DATABASE_USER", records.user());
    environment.put("DATABASE_PASSWORD", records.password());
    environment.put("REDIS_URL", eventsUrl);
    GivenOtlp otlp = given.otlp();
    environment.put(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        spans.endpoint() + (otlp == null ? "" : "," + otlp.endpoint()));
    environment.put(
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        otlp != null && otlp.takesMetrics() ? otlp.metrics().toString() : "");
    environment.put("END_WITH_PARENT", "true");
    Props few =
        new Props(
            ports.subList(allServices.size() + 2, ports.size()),
            given.etcd(),
            directory.path(),
            logs,
            watch);
    started(() -> props = few);
    environment.putAll(few.environment());
    Services all =
        new Services(logs, directory.path(), allServices, ports, environment, spansMade, watch);
    started(() -> services = all);
    for (String name : firstServices) {
      started(() -> all.start(name, null));
    }
    List<String> parts = new ArrayList<>();
    parts.add(given.databases() == null ? "PostgreSQL" : "with the PostgreSQL that is given");
    parts.add(givenRedis == null ? "Redis" : "with the Redis that is given");
    parts.addAll(firstServices);
    progress.accept("starting " + String.join(", ", parts));

    if (given.databases() == null) {
      Postgres started =
          Postgres.start(
              Files.createDirectory(directory.path().resolve("postgres")),
              postgresPort,
              logs.resolve("postgresql.log"));
      started(() -> postgres = started);
      watch.add(started.part());
    }
    List<Long> pids =
        Stream.of(redis == null ? null : redis.pid(), postgres == null ? null : postgres.pid())
            .filter(Objects::nonNull)
            .toList();
    started(() -> lastResort = LastResort.watch(directory.path(), pids));
    databases = records;
    List<String> made = records.create(names);
    if (given.databases() != null && !made.isEmpty()) {
      progress.accept(
          "made in " + records + ", and left there for you: databases " + String.join(", ", made));
    }
    if (givenRedis != null) {
      progress.accept(
          "in " + givenRedis + " keys are left that begin with health:, loyalty:, forecast:");
    }
    progress.accept("PostgreSQL and Redis are up");
    all.awaitReady(firstServices);
    if (!firstServices.isEmpty()) {
      progress.accept(String.join(", ", firstServices) + " are ready");
    }
  }

  /** Beside the spans, where they stay; those of a run before are gone. */
  private Path logs() throws IOException {
    Path logs =
        Files.createDirectories(spansFile.toAbsolutePath().resolveSibling("logs").normalize());
    try (DirectoryStream<Path> old = Files.newDirectoryStream(logs, "*.log")) {
      for (Path log : old) {
        Files.delete(log);
      }
    }
    return logs;
  }

  private void started(Runnable remember) {
    remember.run();
    if (closing.get()) {
      throw new LabException("the lab was closed while it started");
    }
  }

  @Override
  public ServiceDoor door(String service) {
    return services().service(service).door();
  }

  @Override
  public Databases databases() {
    return Objects.requireNonNull(databases);
  }

  /** Where events, counters and copies are. */
  public String redisUrl() {
    return Objects.requireNonNull(redisUrl);
  }

  @Override
  public Props props() {
    return Objects.requireNonNull(props);
  }

  @Override
  public void pause(String service) {
    services().service(service).signal("STOP");
  }

  @Override
  public void resume(String service) {
    services().service(service).signal("CONT");
  }

  private Services services() {
    return Objects.requireNonNull(services);
  }

  /**
   * Starts those of these services that do not run, ends other instances of the same services, and
   * waits until all are ready.
   *
   * @param jarsAhead the folder of jars that go before their own; null for none
   */
  public void ensure(List<String> names, @Nullable String jarsAhead) {
    stop(services().unfit(names));
    names.forEach(name -> services().start(name, jarsAhead));
    services().awaitReady(names);
  }

  /** The process ids of the services, for whoever wants to measure or to break something. */
  public List<Long> servicePids() {
    return services().running().stream().map(ServiceProcess::pid).toList();
  }

  @Override
  public void await(String what, Duration atMost, Patience.Look look) {
    Patience.until(
        what,
        atMost,
        () -> {
          assertAlive();
          return look.seesIt();
        });
  }

  /**
   * The reason for a failure: that something died, where that is so, for it explains the failure
   * better than it does itself. A process that was just killed may take a moment to be gone.
   */
  public RuntimeException explained(RuntimeException failure) {
    long end = System.nanoTime() + DEATH_IS_NOTICED.toNanos();
    while (System.nanoTime() - end < 0) {
      // It may be the watch that has interrupted what failed.
      Thread.interrupted();
      if (closing.get()) {
        return new LabException("stopped");
      }
      try {
        assertAlive();
      } catch (LabException death) {
        return death;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return failure;
  }

  /**
   * @throws LabException when a store or a service died
   */
  public void assertAlive() {
    watch.assertAlive();
  }

  /**
   * Waits until every span that ended in a service is in the file.
   *
   * @return how many that are
   * @throws LabException when some do not arrive, or something died
   */
  public long awaitSpans() {
    OtlpReceiver spans = Objects.requireNonNull(receiver);
    long[] ended = new long[1];
    await(
        "every span had arrived",
        Duration.ofSeconds(20),
        () -> {
          ended[0] = spansOfStopped + spansEnded(services().running());
          return spans.spans() >= ended[0];
        });
    return ended[0];
  }

  /**
   * Ends services once their spans have arrived. The others and the stores stay.
   *
   * @throws LabException when spans do not arrive, or something is dead already
   */
  public void stop(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    awaitSpans();
    spansOfStopped += spansEnded(names.stream().map(services()::service).toList());
    services().end(names);
  }

  /** How many bytes of spans are in the file by now; whole lines end there. */
  public long spanBytes() {
    awaitSpans();
    return Objects.requireNonNull(receiver).bytes();
  }

  private static long spansEnded(Collection<ServiceProcess> services) {
    return services.stream().mapToLong(service -> service.door().spans()).sum();
  }

  @Override
  public void close() {
    cleanUp();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException jvmEnds) {
      // Then the hook runs, and finds nothing left to do.
    }
  }

  private void stopped() {
    cleanUp();
    progress.accept(
        "stopped before the end; nothing is left running, and the spans so far are in "
            + spansFile);
  }

  // The JVM may end while another thread still starts the lab, or cleans up already.
  private void cleanUp() {
    try {
      if (!closing.compareAndSet(false, true)) {
        cleaned.await(GRACE.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
        return;
      }
      watch.close();
      Services all = services;
      if (all != null) {
        all.terminate();
      }
      if (starting.getCount() > 0) {
        starter.interrupt();
      }
      starting.await(GRACE.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      endAll();
    } finally {
      cleaned.countDown();
    }
  }

  // Services first: they flush their spans to the receiver, and complain when a store is gone.
  private void endAll() {
    if (services != null) {
      services.end();
    }
    List<AutoCloseable> stores = new ArrayList<>();
    Stream.of(props, redis, postgres, receiver, lastResort, directory)
        .filter(Objects::nonNull)
        .forEach(stores::add);
    for (AutoCloseable store : stores) {
      try {
        store.close();
      } catch (Exception failure) {
        progress.accept("while cleaning up: " + failure.getMessage());
      }
    }
  }
}
