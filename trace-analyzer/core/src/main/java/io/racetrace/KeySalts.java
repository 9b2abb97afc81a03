package io.racetrace;

import io.racetrace.access.Access;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.access.gap.Origins;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets the keys of each record type are hashed with. Where there are two of them, or some
 * keys are plain, one record has two keys and its races stay unseen.
 */
final class KeySalts {

  /** How many secrets of a type are told apart, and how many services with each. */
  private static final int MAX_TOLD = 8;

  /** Of a span whose key is hashed with a secret that only its process knows. */
  private static final String OWN = "racetrace.salt.own";

  /** What the name of a salt begins with where surrogate ids are hashed alike everywhere. */
  private static final String SHARED = "builtin+";

  /** As the agent extension writes the values of a key. */
  private static final Pattern HASHED = Pattern.compile("[0-9a-f]{20}(,[0-9a-f]{20})*");

  /** Stands for keys that are not hashed. */
  private static final String PLAIN = "";

  private final Origins origins;
  private final Map<RecordType, TreeMap<String, SortedSet<String>>> byType = new HashMap<>();

  KeySalts(Origins origins) {
    this.origins = origins;
  }

  /**
   * @param span the one that tells of the access
   */
  void add(Access access, @Nullable Span span) {
    if (!(access instanceof Write write)) {
      return;
    }
    SortedSet<String> salts = origins.salts(write.site().instance());
    if (salts.isEmpty() || !HASHED.matcher(write.record().key()).matches()) {
      add(write, PLAIN);
      return;
    }
    boolean own = span != null && "true".equals(span.attribute(OWN));
    salts.forEach(salt -> add(write, own || !salt.startsWith(SHARED) ? salt : SHARED));
  }

  private void add(Write write, String salt) {
    TreeMap<String, SortedSet<String>> salts =
        byType.computeIfAbsent(write.record().type(), type -> new TreeMap<>());
    SortedSet<String> services = salts.computeIfAbsent(salt, unseen -> new TreeSet<>());
    services.add(write.site().service());
    if (services.size() > MAX_TOLD) {
      services.remove(services.last());
    }
    if (salts.size() > MAX_TOLD) {
      salts.pollLastEntry();
    }
  }

  List<Diagnostic> diagnostics() {
    List<Diagnostic> told = new ArrayList<>();
    new TreeMap<>(byType)
        .forEach(
            (type, salts) -> {
              if (salts.size() > 1) {
                told.add(
                    new Diagnostic(
                        Diagnostic.Kind.INCOMPARABLE_KEYS,
                        type.id(),
                        salts.size(),
                        "one record has several keys here, hashed with different secrets or not at"
                            + " all, in the order of "
                            + String.join(
                                " | ", salts.values().stream().map(KeySalts::names).toList())
                            + "; set RACETRACE_SALT to one secret in all services"));
              }
            });
    return told;
  }

  private static String names(SortedSet<String> services) {
    return String.join(", ", services);
  }
}
