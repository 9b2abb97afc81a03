package io.racetrace.benchmarks;

import org.jspecify.annotations.Nullable;

/** The text of one span after the other, with the attributes that the Java agent gives them. */
final class SpanText {

  static final int SERVICES = 8;
  static final int INSTANCES = 2 * SERVICES;
  static final int TOMCAT = 0;
  static final int SPRING = 1;
  static final int CLIENT = 2;
  static final int JDBC = 3;

  static final String[] SCOPES = {
    "io.opentelemetry.tomcat-10.0",
    "io.opentelemetry.spring-webmvc-6.0",
    "io.opentelemetry.java-http-client",
    "io.opentelemetry.jdbc"
  };

  private static final String[] NAMES = {
    "orders", "payments", "accounts", "inventory", "shipping", "pricing", "loyalty", "ledger"
  };

  private static final int[] KINDS = {2, 1, 3, 3};

  private final StringBuilder text = new StringBuilder(2048);
  private String between = "";

  static String service(int instance) {
    return NAMES[instance % SERVICES] + "-service";
  }

  /** What the resource of each span of an instance says. */
  static String resource(int instance) {
    SpanText resource = new SpanText();
    resource.text.append("{\"attributes\":[");
    String id = "7b9f2c1e-5d3a-4f6b-8c2d-0000000000" + (10 + instance);
    resource.string("container.id", "4f1d3b5a7c9e".repeat(5) + (1000 + instance));
    resource.string("host.arch", "amd64");
    resource.string("host.name", service(instance) + "-6d5f7c8b9-x2k" + instance / SERVICES);
    resource.string("os.description", "Linux 6.8.0-45-generic");
    resource.string("os.type", "linux");
    resource.string("process.executable.path", "/opt/java/openjdk/bin/java");
    resource.number("process.pid", 1);
    resource.string("process.runtime.name", "OpenJDK Runtime Environment");
    resource.string("process.runtime.version", "21.0.5+11-LTS");
    resource.string("service.instance.id", id);
    resource.string("service.name", service(instance));
    resource.string("telemetry.distro.name", "opentelemetry-java-instrumentation");
    resource.string("telemetry.distro.version", "2.33.1");
    resource.string("telemetry.sdk.language", "java");
    resource.string("telemetry.sdk.name", "opentelemetry");
    resource.string("telemetry.sdk.version", "1.65.0");
    return resource.text.append("]}").toString();
  }

  /** Begins a span; its attributes and {@link #end} follow. */
  SpanText begin(
      String trace, String id, @Nullable String parent, int scope, String name, long at, long end) {
    text.setLength(0);
    between = "";
    text.append("{\"traceId\":\"").append(trace).append("\",\"spanId\":\"").append(id);
    text.append("\",\"parentSpanId\":\"").append(parent == null ? "" : parent);
    text.append("\",\"flags\":").append(parent == null ? 1 : 257);
    text.append(",\"name\":\"").append(name).append("\",\"kind\":").append(KINDS[scope]);
    text.append(",\"startTimeUnixNano\":\"").append(at);
    text.append("\",\"endTimeUnixNano\":\"").append(end).append("\",\"attributes\":[");
    return this;
  }

  SpanText string(String key, String value) {
    text.append(between).append("{\"key\":\"").append(key);
    text.append("\",\"value\":{\"stringValue\":\"").append(value).append("\"}}");
    between = ",";
    return this;
  }

  SpanText number(String key, long value) {
    text.append(between).append("{\"key\":\"").append(key);
    text.append("\",\"value\":{\"intValue\":\"").append(value).append("\"}}");
    between = ",";
    return this;
  }

  SpanText thread(int number) {
    return number("thread.id", 30 + number).string("thread.name", "http-nio-8080-exec-" + number);
  }

  String end() {
    return text.append("],\"status\":{}}").toString();
  }
}
