package io.racetrace.sources.backend;

import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One server and how to ask it. Asked by several threads at once. */
public interface BackEnd {

  /** Its address, as it may be shown. */
  String address();

  /**
   * The services it knows, at least those of this time; empty if it can't tell. Asked for first, so
   * this is where a back end finds out whom it is talking to.
   *
   * @throws IOException if it does not answer, or is something else; the message names the address
   *     and the next thing to try
   */
  List<String> services(Instant from, Instant to) throws IOException;

  /** What a user should know about this server, such as which of its interfaces is used. */
  List<String> notes();

  /** Whether a search is always one for the traces of a service. */
  boolean searchesByService();

  /** The shortest time whose halves it tells apart. */
  Duration shortestWindow();

  /** Searches; the answer goes to the file. */
  Found search(Search search, Path into) throws IOException;

  /** Gets one trace; the answer goes to the file. */
  Found trace(TraceId id, Path into) throws IOException;

  /** What its answers are decoded with. */
  SpanDecoder decoder();

  /** Whether its answers are OTLP, which can be kept as they are. */
  boolean answersInOtlp();
}
