package io.racetrace.lab.stage;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The services of a lab, each a process of its own. Safe for many threads. */
final class Services {
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final Path logs;
  private final Path temporary;
  private final ProcessWatch watch;
  private final Map<String, String> environment;
  private final @Nullable JavaAgent agent;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, ServiceProcess> running =
      Collections.synchronizedMap(new LinkedHashMap<>());
  // Of those that run: there was, or is, another instance of the same service.
  private final Set<String> shared = ConcurrentHashMap.newKeySet();

  /**
   * @param logs where each has a file
   * @param temporary for what they need while they run
   * @param names of all that may ever be started: each is told where all others will be
   * @param ports one for each of them
   * @param spans who makes them
   * @param watch told of each from its start until it is to end
   */
  Services(
      Path logs,
      Path temporary,
      List<String> names,
      List<Integer> ports,
      Map<String, String> environment,
      Spans spans,
      ProcessWatch watch) {
    this.logs = logs;
    this.temporary = temporary;
    this.watch = watch;
    this.agent = spans == Spans.BY_AGENT ? JavaAgent.in(unpacked().resolve("agent")) : null;
    for (int i = 0; i < names.size(); i++) {
      this.ports.put(names.get(i), ports.get(i));
    }
    this.environment = new HashMap<>(environment);
    this.ports.forEach(
        (name, port) -> this.environment.put(urlVariable(name), "http://127.0.0.1:" + port));
  }

  /** {@code INGRESS_URL} for the ingress-service, {@code INGRESS_2_URL} for its second instance. */
  private static String urlVariable(String name) {
    return name.replace("-service", "").replace('-', '_').toUpperCase(Locale.ROOT) + "_URL";
  }

  /**
   * Starts a service, and does not wait for it; nothing where it runs already.
   *
   * @param jarsAhead the folder of jars that go before its own; null for none
   */
  void start(String name, @Nullable String jarsAhead) {
    if (!running.containsKey(name)) {
      int port = Objects.requireNonNull(ports.get(name), () -> "no service " + name);
      // A second instance runs from the same jar.
      String jar = jar(name);
      Map<String, String> own = new HashMap<>(environment);
      own.put("REPLICA", name.equals(jar) ? "1" : name.substring(jar.length() + 1));
      own.put(
          "REPLICAS",
          Long.toString(ports.keySet().stream().filter(other -> jar(other).equals(jar)).count()));
      if (agent != null) {
        own.putAll(JavaAgent.environment(jar));
      }
      Path ahead = jarsAhead == null ? null : unpacked().resolve(jarsAhead);
      ServiceProcess started =
          ServiceProcess.start(
              name,
              unpacked().resolve(jar),
              agent,
              ahead,
              logs.resolve(name + ".log"),
              temporary,
              port,
              own);
      List.copyOf(running.keySet()).stream()
          .filter(other -> isOther(other, name))
          .forEach(other -> shared.addAll(List.of(other, name)));
      running.put(name, started);
      watch.add(started.part());
    }
  }

  /**
   * Those that run, and that an exhibit with these services must not find: other instances of the
   * same services, which would share its events; and instances that have shared events with such a
   * one, and count those that it took as open for ever, unless they are to share again.
   */
  List<String> unfit(Collection<String> names) {
    return List.copyOf(running.keySet()).stream()
        .filter(name -> names.stream().anyMatch(wanted -> jar(wanted).equals(jar(name))))
        .filter(name -> !names.contains(name) || shared.contains(name) && isAlone(name, names))
        .toList();
  }

  private static boolean isAlone(String name, Collection<String> names) {
    return names.stream().noneMatch(other -> isOther(other, name));
  }

  private static boolean isOther(String one, String other) {
    return !one.equals(other) && jar(one).equals(jar(other));
  }

  private static String jar(String name) {
    return name.replaceAll("-\\d+$", "");
  }

  void awaitReady(Collection<String> names) {
    names.forEach(name -> service(name).awaitReady());
  }

  ServiceProcess service(String name) {
    return Objects.requireNonNull(running.get(name), () -> name + " does not run");
  }

  Collection<ServiceProcess> running() {
    return List.copyOf(running.values());
  }

  /** Ends services, and waits for that. */
  void end(Collection<String> names) {
    List<ServiceProcess> ending = names.stream().map(this::service).toList();
    ending.forEach(service -> watch.remove(service.part()));
    ending.forEach(ServiceProcess::terminate);
    awaitEnd(ending);
    names.forEach(running::remove);
    names.forEach(shared::remove);
  }

  /** Asks all to end. */
  void terminate() {
    running().forEach(ServiceProcess::terminate);
  }

  /** Ends all, and waits for that. */
  void end() {
    terminate();
    awaitEnd(running());
  }

  // All have the same time, not one after the other.
  private static void awaitEnd(Collection<ServiceProcess> ending) {
    long end = System.nanoTime() + GRACE.toNanos();
    ending.forEach(service -> service.awaitEnd(Duration.ofNanos(end - System.nanoTime())));
  }

  // The build unpacks the services' jars beside this class's own jar or directory.
  private static Path unpacked() {
    try {
      Path own =
          Path.of(Services.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Objects.requireNonNull(own.getParent()).resolve("services");
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
