package io.racetrace.sources.receive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.sources.otlp.OtlpJsonToLine;
import io.racetrace.sources.otlp.OtlpProtobufToJson;
import io.racetrace.sources.otlp.ServiceNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;

/**
 * What is done with an export request, whichever way it came: it becomes a line, and is counted.
 */
final class Intake {

  /** The Collector's own bound, after decompression; larger requests are refused. */
  static final int MAX_REQUEST_BYTES = 20 << 20;

  static final String NOT_WRITTEN = "not written: ";

  /** Requests in work at a time; it bounds the memory in use as well. */
  static final int THREADS = 4;

  /** Enough for any real system; names beyond are not remembered. */
  private static final int MAX_SERVICES = 1000;

  private final SpanFiles files;
  private final AtomicLong spans = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Set<String> services = ConcurrentHashMap.newKeySet();
  private volatile String lastRefusal = "";

  Intake(SpanFiles files) {
    this.files = files;
  }

  /** What is wrong with a request; sending it again won't help. */
  static final class NotARequestException extends Exception {

    private static final long serialVersionUID = 1L;

    NotARequestException(String message, Exception cause) {
      super("not an OTLP request: " + message, cause);
    }
  }

  /**
   * On return the request's spans are in the file.
   *
   * @throws IOException if they can't be written now
   */
  void protobuf(byte[] request) throws NotARequestException, IOException {
    ByteArrayOutputStream line = line(request);
    long received;
    Set<String> from;
    try {
      received = OtlpProtobufToJson.transcode(request, line);
      from = ServiceNames.ofProtobuf(request);
    } catch (InvalidProtocolBufferException e) {
      throw new NotARequestException(e.getMessage(), e);
    }
    append(line, received, from);
  }

  /**
   * On return the request's spans are in the file.
   *
   * @throws IOException if they can't be written now
   */
  void json(byte[] request) throws NotARequestException, IOException {
    ByteArrayOutputStream line = line(request);
    long received;
    Set<String> from;
    try {
      received = OtlpJsonToLine.transcode(request, line);
      from = ServiceNames.ofJson(request);
    } catch (JacksonException e) {
      throw new NotARequestException(e.getOriginalMessage(), e);
    }
    append(line, received, from);
  }

  private static ByteArrayOutputStream line(byte[] request) {
    return new ByteArrayOutputStream(request.length * 3 + 64);
  }

  private void append(ByteArrayOutputStream line, long received, Set<String> from)
      throws IOException {
    if (received > 0) {
      files.append(line);
      spans.addAndGet(received);
      if (services.size() < MAX_SERVICES) {
        services.addAll(from);
      }
    }
  }

  /**
   * Notes that a request was not taken.
   *
   * @param why may hold parts of the request
   */
  void refused(String why) {
    refused.incrementAndGet();
    lastRefusal = why.replaceAll("\\p{Cntrl}", "?");
  }

  long spans() {
    return spans.get();
  }

  long refused() {
    return refused.get();
  }

  /** Why the last refused request was refused; empty if none was. */
  String lastRefusal() {
    return lastRefusal;
  }

  Set<String> services() {
    return new TreeSet<>(services);
  }
}
