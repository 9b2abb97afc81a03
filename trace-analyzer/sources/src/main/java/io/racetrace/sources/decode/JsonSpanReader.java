package io.racetrace.sources.decode;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import tools.jackson.core.JsonParser;

/** Finds the spans in one JSON value of one format. */
@FunctionalInterface
public interface JsonSpanReader {

  /**
   * Reads the value that begins at the current token and leaves the parser at its last one.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON, or JSON of another format
   */
  void read(JsonParser in);

  /**
   * Reads the line that begins here without a parser, if it is plain enough; a parser would have
   * told the same.
   *
   * @param to where the bytes end, in this line or in a later one
   * @return where the line ends; -1 if it has to be parsed, and nothing was told then
   */
  default int readsPlain(byte[] bytes, int from, int to) {
    return -1;
  }

  /** What is read. */
  interface Listener {

    void span(Span span);

    void fault(SpanFault fault, ServiceInstance instance);

    /** Something else than traces was passed over, by the name of its field. */
    void otherSignal(String name);

    /** The back end that the value comes from says that it failed. */
    void failedAnswer(String detail);
  }

  /** Makes the reader of one input. */
  @FunctionalInterface
  interface Factory {
    JsonSpanReader reader(Listener listener);
  }
}
