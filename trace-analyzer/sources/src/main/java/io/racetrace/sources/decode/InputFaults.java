package io.racetrace.sources.decode;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.ServiceInstance;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what is wrong with one input, so that a billion bad lines are as cheap to tell as one.
 *
 * <p>Lines are told with their place, up to a bound, and the rest as a number. What is wrong with
 * spans is told by the service that sent them, as that leads to the cause and stays the same when
 * the input is cut or sorted in another way.
 */
public final class InputFaults {

  /** So many lines are told one by one; fewer than a report names, or it would cut them again. */
  private static final int MAX_LINES = 10;

  /** So many combinations of service and fault are told apart. */
  private static final int MAX_GROUPS = 1000;

  private static final int MAX_DETAIL = 200;

  private final String where;
  private final SpanSink sink;
  private final Map<Diagnostic, Long> groups = new TreeMap<>();
  private long lines;
  private long notGrouped;

  public InputFaults(String where, SpanSink sink) {
    this.where = where;
    this.sink = sink;
  }

  /** A line that can't be decoded. */
  public void undecodable(long line, String detail) {
    lines++;
    if (lines <= MAX_LINES) {
      tell(Diagnostic.Kind.UNDECODABLE_LINE, where + ":" + line, detail);
    }
  }

  /** The input ends in the middle of something that began or went on in this line. */
  public void truncated(long line, String detail) {
    tell(Diagnostic.Kind.TRUNCATED_INPUT, where + ":" + line, detail);
  }

  /** Another signal than traces, by the name of its field. */
  public void otherSignal(String name) {
    count(Diagnostic.Kind.OTHER_SIGNAL, name, "not traces, passed over");
  }

  /** What a back end answered instead of spans, or beside them. */
  public void failedAnswer(String detail) {
    count(Diagnostic.Kind.FAILED_ANSWER, where, detail);
  }

  public void span(SpanFault fault, ServiceInstance instance) {
    count(fault.kind(), instance.toString(), fault.detail());
  }

  /** Tells the sink what was counted. */
  public void end() {
    if (lines > MAX_LINES) {
      long more = lines - MAX_LINES;
      sink.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.UNDECODABLE_LINE,
              where,
              more,
              "further lines that can't be decoded"));
    }
    groups.forEach(
        (first, count) ->
            sink.diagnostic(new Diagnostic(first.kind(), first.where(), count, first.detail())));
    if (notGrouped > 0) {
      sink.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.UNUSABLE_SPAN, where, notGrouped, "further spans with faults"));
    }
  }

  private void count(Diagnostic.Kind kind, String place, String detail) {
    Diagnostic group = new Diagnostic(kind, printable(place), 1, printable(detail));
    if (groups.size() < MAX_GROUPS || groups.containsKey(group)) {
      groups.merge(group, 1L, Long::sum);
    } else {
      notGrouped++;
    }
  }

  private void tell(Diagnostic.Kind kind, String place, String detail) {
    sink.diagnostic(new Diagnostic(kind, place, 1, printable(detail)));
  }

  /** One line of bounded length: the text may come from broken input. */
  private static String printable(String text) {
    String line = text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "..." : text;
    return line.replaceAll("\\p{Cntrl}", "?");
  }
}
