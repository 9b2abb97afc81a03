package io.racetrace.sources.jaeger;

import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.Answer;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;

/** One of the interfaces that a query service can have. */
interface JaegerInterface {

  String NOT_JAEGER =
      "this does not look like Jaeger's query service; give its address with the base path, such as"
          + " http://localhost:16686";

  /** What it is called towards a user. */
  String words();

  String servicesPath();

  Found search(Search search, Path into) throws IOException;

  Found trace(TraceId id, Path into) throws IOException;

  SpanDecoder decoder();

  boolean answersInOtlp();

  /**
   * What came of a question.
   *
   * @throws IOException if it is no answer of a Jaeger
   */
  static Found found(Answer answer) throws IOException {
    if (answer.isGood()) {
      return Found.ANSWER;
    }
    // "No traces found"; any other 404 is of a server that does not know the path.
    if (answer.status() == 404 && answer.isJson()) {
      return Found.NOTHING;
    }
    throw answer.refused(NOT_JAEGER);
  }
}
