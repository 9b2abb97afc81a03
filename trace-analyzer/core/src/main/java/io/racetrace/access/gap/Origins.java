package io.racetrace.access.gap;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the resources say of each instance beside its name. It is the same for all spans of an
 * instance, so it is kept once and not with the spans. Does not depend on the order of the spans.
 */
public final class Origins {

  /** Which secret a service's agent extension hashes keys with; none where it hashes none. */
  public static final String SALT = "racetrace.salt.id";

  /** More secrets than that at one instance are as good as that many. */
  private static final int MAX_SALTS = 8;

  private final Map<ServiceInstance, Origin> origins = new HashMap<>();

  private static final class Origin {
    private String language = "";
    private String distro = "";
    private final SortedSet<String> salts = new TreeSet<>();
  }

  /** Takes up what this span says. */
  public void learn(Span span) {
    String language = span.attribute(Emitter.LANGUAGE);
    String distro = span.attribute(Emitter.DISTRO);
    String salt = span.attribute(SALT);
    if (language == null && distro == null && salt == null) {
      return;
    }
    Origin origin = origins.computeIfAbsent(span.instance(), instance -> new Origin());
    origin.language = greater(origin.language, language);
    origin.distro = greater(origin.distro, distro);
    if (salt != null && origin.salts.add(salt) && origin.salts.size() > MAX_SALTS) {
      origin.salts.remove(origin.salts.last());
    }
  }

  /** Who wrote this span. */
  public Emitter emitter(Span span) {
    Origin origin = origins.get(span.instance());
    String scope = span.attribute(Emitter.SCOPE);
    String system = span.firstAttribute("db.system.name", "db.system", "messaging.system");
    return new Emitter(
        origin == null ? "" : origin.language,
        origin == null ? "" : origin.distro,
        scope == null ? "" : scope,
        system == null ? "" : system);
  }

  /** The secrets that keys from this instance are hashed with; empty if they are not hashed. */
  public SortedSet<String> salts(ServiceInstance instance) {
    Origin origin = origins.get(instance);
    return origin == null
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(origin.salts);
  }

  private static String greater(String known, @Nullable String told) {
    return told == null || told.compareTo(known) < 0 ? known : told;
  }
}
