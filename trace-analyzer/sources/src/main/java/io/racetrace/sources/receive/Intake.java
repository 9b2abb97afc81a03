package io.racetrace.sources.receive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.sources.otlp.OtlpJsonToLine;
import io.racetrace.sources.otlp.OtlpProtobufToJson;
import io.racetrace.sources.otlp.ServiceNames;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;

/**
 * What is done with an export request, whichever way it came: it becomes a line, and is counted.
 */
final class Intake {

  /** The Collector's own bound, after decompression; larger requests are refused. */
  static final int MAX_REQUEST_BYTES = 20 << 20;

  /** Requests in work at a time; it bounds the memory in use as well. */
  static final int AT_A_TIME = 4;

  /** Enough for any real system; names beyond are not remembered. */
  private static final int MAX_SERVICES = 1000;

  private final SpanFiles files;
  private final Semaphore inWork = new Semaphore(AT_A_TIME);
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
    inWork.acquireUninterruptibly();
    try {
      Line line = new Line(request.length * 3 + 64);
      long received = OtlpProtobufToJson.transcode(request, line);
      append(line, received, ServiceNames.ofProtobuf(request));
    } catch (InvalidProtocolBufferException e) {
      throw new NotARequestException(String.valueOf(e.getMessage()), e);
    } finally {
      inWork.release();
    }
  }

  /**
   * On return the request's spans are in the file.
   *
   * @throws IOException if they can't be written now
   */
  void json(byte[] request) throws NotARequestException, IOException {
    inWork.acquireUninterruptibly();
    try {
      Line line = new Line(request.length + 64);
      long received = OtlpJsonToLine.transcode(request, line);
      append(line, received, ServiceNames.ofJson(request));
    } catch (JacksonException e) {
      throw new NotARequestException(e.getOriginalMessage(), e);
    } finally {
      inWork.release();
    }
  }

  private void append(Line line, long received, Set<String> from) throws IOException {
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

  /** What a sender is told whose request may be written if it comes again. */
  static String notWritten(Throwable why) {
    String message = why instanceof OutOfMemoryError ? "out of memory" : why.getMessage();
    return "not written: " + (message == null ? why.toString() : message);
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
