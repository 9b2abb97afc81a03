package io.racetrace.lab;

import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
 * a file, and the four services as processes of their own.
 *
 * <p>Closing it ends all of that and deletes the temporary directory; so does the end of the JVM,
 * by Ctrl-C too. Should the JVM be killed without a chance to clean up, the services notice and end
 * by themselves, and {@link LastResort} ends the stores.
 */
public final class Lab implements Stage, AutoCloseable {
  static final String INGRESS = "ingress-service";
  static final String OPERATOR = "operator-service";
  static final String ORDER = "order-service";
  static final String REFERRAL = "referral-service";

  private static final List<String> SERVICES = List.of(INGRESS, OPERATOR, ORDER, REFERRAL);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final int DELETE_TRIES = 20;
  private static final Duration BETWEEN_DELETES = Duration.ofMillis(50);

  private final Consumer<String> progress;
  private final Path directory;
  private final Map<String, ServiceProcess> services =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Thread atExit = new Thread(this::cleanUp, "lab-at-exit");
  private @Nullable Postgres postgres;
  private @Nullable Redis redis;
  private @Nullable OtlpReceiver receiver;
  private @Nullable LastResort lastResort;
  private long spansOfStopped;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread starter = Thread.currentThread();
  private final CountDownLatch starting = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);

  private Lab(Consumer<String> progress, Path directory) {
    this.progress = progress;
    this.directory = directory;
  }

  /**
   * Starts everything.
   *
   * @param spansFile where the spans go; replaced if it is there
   * @param databases the databases that the exhibits want
   * @param progress told what happens, in one line each
   * @throws LabException when something does not start; nothing is left running then
   */
  public static Lab start(Path spansFile, List<String> databases, Consumer<String> progress) {
    Path directory;
    try {
      directory = Files.createTempDirectory("racetrace-lab-");
    } catch (IOException failure) {
      throw new LabException("no temporary directory: " + failure.getMessage(), failure);
    }
    Lab lab = new Lab(progress, directory);
    Runtime.getRuntime().addShutdownHook(lab.atExit);
    try {
      lab.startAll(spansFile, databases);
      return lab;
    } catch (IOException failure) {
      lab.starting.countDown();
      lab.close();
      throw new LabException("cannot write " + spansFile + ": " + failure.getMessage(), failure);
    } catch (RuntimeException failure) {
      lab.starting.countDown();
      lab.close();
      throw failure;
    } finally {
      lab.starting.countDown();
    }
  }

  private void startAll(Path spansFile, List<String> databases) throws IOException {
    List<Integer> ports = FreePorts.find(SERVICES.size() + 2);
    int redisPort = ports.get(SERVICES.size());
    int postgresPort = ports.get(SERVICES.size() + 1);
    OtlpReceiver spans = OtlpReceiver.listen(spansFile);
    started(() -> receiver = spans);
    Redis events = Redis.start(redisPort);
    started(() -> redis = events);

    // The services want Redis at once, but PostgreSQL only when a form is selected.
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL",
            Postgres.urlTemplate(postgresPort),
            "DATABASE_USER",
            Postgres.USER,
            "DATABASE_PASSWORD",
            Postgres.PASSWORD,
            "REDIS_URL",
            events.url(),
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            spans.endpoint().toString(),
            "INGRESS_URL",
            "http://127.0.0.1:" + ports.get(SERVICES.indexOf(INGRESS)),
            "END_WITH_PARENT",
            "true");
    for (int i = 0; i < SERVICES.size(); i++) {
      String name = SERVICES.get(i);
      ServiceProcess service =
          ServiceProcess.start(name, unpackedServices(), logs, ports.get(i), environment);
      started(() -> services.put(name, service));
    }
    progress.accept("starting PostgreSQL, Redis and " + SERVICES.size() + " services");

    Postgres records =
        Postgres.start(Files.createDirectory(directory.resolve("postgres")), postgresPort);
    started(() -> postgres = records);
    started(() -> lastResort = LastResort.watch(directory, List.of(events.pid(), records.pid())));
    databases.forEach(records::createDatabase);
    progress.accept("PostgreSQL and Redis are up");
    services.values().forEach(ServiceProcess::awaitReady);
    progress.accept(String.join(", ", services.keySet()) + " are ready");
  }

  private void started(Runnable remember) {
    remember.run();
    if (closing.get()) {
      throw new LabException("the lab was closed while it started");
    }
  }

  // The build unpacks the services' jars beside this class's own jar or directory.
  private static Path unpackedServices() {
    try {
      Path own = Path.of(Lab.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Objects.requireNonNull(own.getParent()).resolve("services");
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public ServiceDoor door(String service) {
    return service(service).door();
  }

  @Override
  public Databases databases() {
    return postgres().databases();
  }

  private Postgres postgres() {
    return Objects.requireNonNull(postgres);
  }

  /** The process ids of the services, for whoever wants to measure or to break something. */
  public List<Long> servicePids() {
    return services.values().stream().map(ServiceProcess::pid).toList();
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
  LabException explained(LabException failure) {
    if (closing.get()) {
      return new LabException("stopped");
    }
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() - end < 0) {
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
  void assertAlive() {
    services.values().forEach(ServiceProcess::assertAlive);
    if (!postgres().isAlive()) {
      throw new LabException("PostgreSQL died");
    }
    if (!Objects.requireNonNull(redis).isAlive()) {
      throw new LabException("Redis died");
    }
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
          ended[0] = spansOfStopped + spansEnded(services.values());
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
    awaitSpans();
    List<ServiceProcess> ending = names.stream().map(this::service).toList();
    spansOfStopped += spansEnded(ending);
    ending.forEach(ServiceProcess::terminate);
    ending.forEach(service -> service.awaitEnd(GRACE));
    names.forEach(services::remove);
  }

  private static long spansEnded(Collection<ServiceProcess> services) {
    return services.stream().mapToLong(service -> service.door().spans()).sum();
  }

  private ServiceProcess service(String name) {
    return Objects.requireNonNull(services.get(name), () -> "no service " + name);
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

  // The JVM may end while another thread still starts the lab, or cleans up already.
  private void cleanUp() {
    try {
      if (!closing.compareAndSet(false, true)) {
        cleaned.await(GRACE.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
        return;
      }
      services.values().forEach(ServiceProcess::terminate);
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
    services.values().forEach(ServiceProcess::terminate);
    services.values().forEach(service -> service.awaitEnd(GRACE));
    List<AutoCloseable> stores = new ArrayList<>();
    Stream.of(redis, postgres, receiver, lastResort).filter(Objects::nonNull).forEach(stores::add);
    for (AutoCloseable store : stores) {
      try {
        store.close();
      } catch (Exception failure) {
        progress.accept("while cleaning up: " + failure);
      }
    }
    delete(directory);
  }

  /** Again and again for a moment: a process that was killed may still have left its last file. */
  private void delete(Path root) {
    for (int tries = 1; ; tries++) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
        return;
      } catch (IOException | UncheckedIOException failure) {
        if (tries == DELETE_TRIES) {
          progress.accept("could not delete " + root + ": " + failure.getMessage());
          return;
        }
        LockSupport.parkNanos(BETWEEN_DELETES.toNanos());
      }
    }
  }
}
