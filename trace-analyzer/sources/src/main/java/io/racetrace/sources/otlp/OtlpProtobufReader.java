package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.JsonSpanReader.Listener;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the spans in one message of OTLP's binary form, walking its fields: only one span is ever
 * held as bytes, however large the message is.
 *
 * <p>Export requests of all signals look alike from outside. What lies where spans would and is
 * none is told by its fields, and passed over as another signal.
 */
final class OtlpProtobufReader {

  private static final int REPEATED_OR_RESOURCE = tag(1);
  private static final int SCOPES = tag(2);
  private static final int SPANS = tag(2);

  /** Where spans were before 2022, under the name of instrumentation library spans. */
  private static final int OLD_SCOPES = tag(1000);

  private static final SpanFault BROKEN =
      new SpanFault(Diagnostic.Kind.UNUSABLE_SPAN, "its bytes can't be read as a span");

  /** A span that came before its resource, and the name of its scope. */
  private static final class Waiting {
    private final byte[] bytes;
    private final String scope;

    Waiting(byte[] bytes, String scope) {
      this.bytes = bytes;
      this.scope = scope;
    }
  }

  private final Listener listener;
  private final Instances instances = new Instances();
  private final ProtobufSpanReader spans = new ProtobufSpanReader();

  OtlpProtobufReader(Listener listener) {
    this.listener = listener;
  }

  /**
   * Reads an {@code ExportTraceServiceRequest} or {@code TracesData}, which are the same bytes, up
   * to the end of the stream or its limit.
   *
   * @throws InvalidProtocolBufferException if it is not such a message, or ends in the middle
   */
  void read(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      // It counts in an int, and a whole file may be one message.
      in.resetSizeCounter();
      if (tag == REPEATED_OR_RESOURCE) {
        within(in, this::resourceSpans);
      } else {
        skip(in, tag);
      }
    }
  }

  /** Reads what the next bytes hold that begin with their length. */
  private static void within(CodedInputStream in, Body body) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    body.read(in);
    in.checkLastTagWas(0);
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("a message ends before its length says");
    }
    in.popLimit(outer);
  }

  @FunctionalInterface
  private interface Body {
    void read(CodedInputStream in) throws IOException;
  }

  private void resourceSpans(CodedInputStream in) throws IOException {
    Provenance resource = null;
    List<Waiting> waiting = new ArrayList<>(0);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == REPEATED_OR_RESOURCE) {
        resource = resource(ProtobufFields.of(in.readByteArray()));
      } else if (tag == SCOPES || tag == OLD_SCOPES) {
        Provenance known = resource;
        within(in, scope -> scopeSpans(scope, known, waiting));
      } else {
        skip(in, tag);
      }
    }
    Provenance known =
        resource == null ? Provenance.of(instances.of(Map.of()), Map.of()) : resource;
    for (Waiting span : waiting) {
      span(span.bytes, known.within(span.scope));
    }
  }

  /** Resource and scope stand before their spans, if not by the letter of the encoding. */
  private void scopeSpans(CodedInputStream in, @Nullable Provenance resource, List<Waiting> waiting)
      throws IOException {
    String scope = "";
    Provenance known = resource;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == REPEATED_OR_RESOURCE) {
        scope = ProtobufFields.of(in.readByteArray()).string(1);
        known = resource == null ? null : resource.within(scope);
      } else if (tag != SPANS) {
        skip(in, tag);
      } else if (known == null) {
        waiting.add(new Waiting(in.readByteArray(), scope));
      } else {
        span(in.readByteArray(), known);
      }
    }
  }

  private Provenance resource(ProtobufFields resource) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    resource.forEach(1, attribute -> ProtobufValue.read(attribute, attributes));
    return Provenance.of(instances.of(attributes), attributes);
  }

  private void span(byte[] bytes, Provenance provenance) throws IOException {
    try {
      span(ProtobufFields.of(bytes), provenance);
    } catch (InvalidProtocolBufferException e) {
      // Its length is known, so what is broken in it costs no other span.
      listener.fault(BROKEN, provenance.instance());
    }
  }

  private void span(ProtobufFields fields, Provenance provenance) throws IOException {
    String otherSignal = otherSignal(fields);
    if (otherSignal != null) {
      listener.otherSignal(otherSignal);
      return;
    }
    Span span = spans.read(fields, provenance);
    SpanFault fault = spans.fault();
    if (fault != null) {
      listener.fault(fault, provenance.instance());
    }
    if (span != null) {
      listener.span(span);
    }
  }

  /** A metric's first field is its name, a log record's its time, a span's 16 bytes. */
  private static @Nullable String otherSignal(ProtobufFields fields) {
    if (fields.has(1, WireFormat.WIRETYPE_FIXED64) || fields.has(11, WireFormat.WIRETYPE_FIXED64)) {
      return "resourceLogs";
    }
    boolean timed =
        fields.has(7, WireFormat.WIRETYPE_FIXED64) || fields.has(8, WireFormat.WIRETYPE_FIXED64);
    return !timed && isName(fields.bytes(1)) ? "resourceMetrics" : null;
  }

  private static boolean isName(byte[] bytes) {
    for (byte next : bytes) {
      if (next < ' ') {
        return false;
      }
    }
    return bytes.length > 0;
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that never began");
    }
  }

  private static int tag(int field) {
    return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
