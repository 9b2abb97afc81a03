package io.racetrace.access.gap;

import java.util.Comparator;

/**
 * Who writes a service's spans: what a setting that changes them depends on. Parts that the input
 * does not tell are empty.
 *
 * @param language {@code telemetry.sdk.language}
 * @param distro {@code telemetry.distro.name}, such as the Java agent's
 * @param scope the name of the instrumentation scope
 * @param system {@code db.system.name} or {@code messaging.system}
 */
public record Emitter(String language, String distro, String scope, String system)
    implements Comparable<Emitter> {

  /** The attributes that tell of an emitter; all but the scope come from the resource. */
  public static final String LANGUAGE = "telemetry.sdk.language";

  public static final String DISTRO = "telemetry.distro.name";
  public static final String SCOPE = "otel.scope.name";

  /** Nothing is known. */
  public static final Emitter UNKNOWN = new Emitter("", "", "", "");

  private static final String AGENT = "opentelemetry-java-instrumentation";
  private static final String STARTER = "opentelemetry-spring-boot-starter";

  private static final Comparator<Emitter> ORDER =
      Comparator.comparing(Emitter::language)
          .thenComparing(Emitter::distro)
          .thenComparing(Emitter::scope)
          .thenComparing(Emitter::system);

  /** The language, by the way in which its instrumentations are named where nothing else tells. */
  String spokenLanguage() {
    if (!language.isEmpty()) {
      return language;
    }
    if (scope.startsWith("io.opentelemetry.") || scope.startsWith("org.springframework.")) {
      return "java";
    }
    if (scope.startsWith("opentelemetry.instrumentation.")) {
      return "python";
    }
    if (scope.startsWith("@opentelemetry/")) {
      return "nodejs";
    }
    if (scope.startsWith("github.com/") || scope.startsWith("go.opentelemetry.io/")) {
      return "go";
    }
    return scope.startsWith("OpenTelemetry.") || scope.equals("Npgsql") ? "dotnet" : "";
  }

  boolean isSpringStarter() {
    return distro.equals(STARTER);
  }

  /** Whether a library wrote the spans that the service itself set up, and not an agent. */
  boolean isJavaLibrary() {
    return language.equals("java") && distro.isEmpty() && scope.startsWith("io.opentelemetry.");
  }

  /** As a person calls it; empty where nothing is known. */
  public String words() {
    String name =
        switch (spokenLanguage()) {
          case "java" -> isSpringStarter() ? "Spring Boot starter" : "Java";
          case "python" -> "Python";
          case "nodejs" -> "Node.js";
          case "go" -> "Go";
          case "dotnet" -> ".NET";
          default -> spokenLanguage();
        };
    return distro.equals(AGENT) ? "Java agent" : name;
  }

  @Override
  public int compareTo(Emitter other) {
    return ORDER.compare(this, other);
  }
}
