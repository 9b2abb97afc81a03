package io.racetrace.access.work;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one trace that were made again: one parent called one operation of one service after
 * its call before had failed, or says so itself; or a proxy in between sent one call on twice.
 */
final class RetriedCalls {

  private static final String RESENT = "http.request.resend_count";
  private static final String[] STATUS = {"http.response.status_code", "http.status_code"};
  private static final String[] PATH = {"url.path", "http.target"};
  private static final Set<String> ATTRIBUTES =
      Set.of(RESENT, STATUS[0], STATUS[1], PATH[0], PATH[1]);

  private final Map<SpanId, Cause> byEntry = new HashMap<>();

  /** What calls have in common that may be one. */
  private record Place(@Nullable SpanId parent, String consumer, @Nullable String path) {}

  /** A call and the server's side of it. */
  private record Call(Span client, Span server) {

    Place place() {
      return new Place(client.parent(), Causes.consumer(server), server.firstAttribute(PATH));
    }

    long start() {
      return client.interval().start();
    }

    boolean failed() {
      String status = client.firstAttribute(STATUS);
      return client.status() == SpanStatus.ERROR
          || status != null && status.matches("408|429|5\\d\\d");
    }

    boolean isResent() {
      String count = client.attribute(RESENT);
      return count != null && !count.equals("0");
    }
  }

  RetriedCalls(TraceTree tree) {
    List<Call> calls = new ArrayList<>();
    for (Span span : tree.spans()) {
      Span client = span.kind() == SpanKind.SERVER ? tree.parent(span) : null;
      if (client != null && client.kind() == SpanKind.CLIENT) {
        calls.add(new Call(client, span));
      }
    }
    if (calls.size() < 2) {
      return;
    }
    Map<Place, List<Call>> places = new HashMap<>();
    for (Call call : calls) {
      places.computeIfAbsent(call.place(), place -> new ArrayList<>()).add(call);
    }
    places.values().forEach(this::find);
  }

  static boolean uses(String attribute) {
    return ATTRIBUTES.contains(attribute);
  }

  boolean isEmpty() {
    return byEntry.isEmpty();
  }

  @Nullable Cause of(Span entry) {
    return byEntry.get(entry.spanId());
  }

  private void find(List<Call> calls) {
    if (calls.size() < 2) {
      return;
    }
    calls.sort(
        Comparator.comparingLong(Call::start)
            .thenComparing(call -> call.client.spanId())
            .thenComparing(call -> call.server.spanId()));
    int from = 0;
    while (from < calls.size()) {
      int to = from + 1;
      boolean stated = false;
      while (to < calls.size() && isAgain(calls.get(to - 1), calls.get(to))) {
        stated |= calls.get(to).isResent();
        to++;
      }
      Cause cause =
          new Cause(
              stated ? Cause.Kind.RESENT : Cause.Kind.REPEATED,
              Causes.consumer(calls.get(from).server),
              calls.get(from).client.traceId() + " " + calls.get(from).client.spanId());
      if (to - from > 1) {
        calls.subList(from, to).forEach(call -> byEntry.put(call.server.spanId(), cause));
      }
      from = to;
    }
  }

  private static boolean isAgain(Call before, Call call) {
    if (before.client.spanId().equals(call.client.spanId())) {
      return true;
    }
    return Objects.equals(before.client.name(), call.client.name())
        && call.start() >= before.client.interval().end()
        && (call.isResent() || before.failed());
  }
}
