package io.racetrace.cli;

import io.racetrace.sources.receive.OtlpReceiver;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code racetrace record} says when it starts and when it ends. */
final class RecordWords {

  /** So many names are told. */
  private static final int MAX_NAMES = 8;

  /** Where senders find this machine when it listens on all of its addresses. */
  private static final String ANY_HOST = "HOST";

  private RecordWords() {}

  static void start(OtlpReceiver receiver, Path file, PrintWriter out) {
    URI grpc = reachable(receiver.grpcEndpoint());
    URI http = reachable(receiver.endpoint());
    out.println("recording spans into " + file + "; Ctrl-C ends it");
    out.println("  listens on   " + receiver.grpcEndpoint() + " (OTLP/gRPC)");
    out.println("               " + receiver.endpoint() + " (OTLP/HTTP)");
    out.println(
        "  an SDK       OTEL_EXPORTER_OTLP_ENDPOINT="
            + http
            + " OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_METRICS_EXPORTER=none"
            + " OTEL_LOGS_EXPORTER=none");
    out.println(
        "  a Collector  exporters: {otlp/racetrace: {endpoint: \""
            + grpc.getAuthority()
            + "\", tls: {insecure: true}}}");
    if (!grpc.equals(receiver.grpcEndpoint())) {
      out.println(
          "  "
              + ANY_HOST
              + " is this machine as the sender sees it, host.docker.internal from Docker Desktop");
    }
    out.flush();
  }

  private static URI reachable(URI endpoint) {
    String host = endpoint.getHost();
    boolean isAny = host.equals("0.0.0.0") || host.equals("[0:0:0:0:0:0:0:0]");
    return isAny ? URI.create("http://" + ANY_HOST + ":" + endpoint.getPort()) : endpoint;
  }

  static void end(OtlpReceiver receiver, PrintWriter out) {
    List<Path> files = receiver.files();
    out.println(counts(receiver) + ", in " + names(files));
    if (receiver.refused() > 0) {
      out.println(
          String.format(
              Locale.ROOT,
              "requests refused: %,d, the last one: %s",
              receiver.refused(),
              receiver.lastRefusal()));
    }
    if (receiver.spans() > 0) {
      out.println("now  racetrace analyze " + names(files));
    } else if (receiver.refused() == 0) {
      out.println(
          "nothing came; check the sender's endpoint, its protocol (the ports differ), and that it"
              + " samples and flushes");
    }
    out.flush();
  }

  /** Such as {@code 1,234 spans, 1.2 MB, from orders, users}. */
  static String counts(OtlpReceiver receiver) {
    Set<String> services = receiver.services();
    String from =
        switch (services.size()) {
          case 0 -> "";
          case 1, 2, 3 -> " from " + String.join(", ", services).replaceAll("\\p{Cntrl}", "?");
          default -> " from " + services.size() + " services";
        };
    return String.format(
        Locale.ROOT, "%,d spans, %s%s", receiver.spans(), Sizes.text(receiver.bytes()), from);
  }

  private static String names(List<Path> files) {
    if (files.size() <= MAX_NAMES) {
      return files.stream().map(Path::toString).collect(Collectors.joining(" "));
    }
    String file = files.get(files.size() - 1).toString();
    int extension =
        file.lastIndexOf('.') > file.lastIndexOf('/') ? file.lastIndexOf('.') : file.length();
    return file.substring(0, extension) + "-*" + file.substring(extension) + " " + file;
  }
}
