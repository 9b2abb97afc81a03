package io.racetrace.sources.receive;

import com.google.protobuf.CodedOutputStream;
import com.sun.net.httpserver.HttpExchange;
import io.racetrace.sources.decode.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * What an OTLP/HTTP server answers, in the encoding of the request: an empty {@code
 * ExportTraceServiceResponse} for success, a {@code google.rpc.Status} for anything else.
 */
final class OtlpAnswer {

  /** {@code google.rpc.Code}: the request is wrong, and sending it again won't help. */
  private static final int INVALID_ARGUMENT = 3;

  /** {@code google.rpc.Code}: the request may be sent again. */
  private static final int UNAVAILABLE = 14;

  private final int status;
  private final boolean json;
  private final byte[] body;

  private OtlpAnswer(int status, boolean json, byte[] body) {
    this.status = status;
    this.json = json;
    this.body = body;
  }

  static OtlpAnswer accepted(boolean json) {
    // In protobuf a message with nothing set has no bytes.
    return new OtlpAnswer(200, json, json ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0]);
  }

  static OtlpAnswer refused(int status, boolean json, String message) {
    int code = status < 500 ? INVALID_ARGUMENT : UNAVAILABLE;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      if (json) {
        try (JsonGenerator out = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), body)) {
          out.writeStartObject();
          out.writeNumberProperty("code", code);
          out.writeStringProperty("message", message);
          out.writeEndObject();
        }
      } else {
        CodedOutputStream out = CodedOutputStream.newInstance(body);
        out.writeInt32(1, code);
        out.writeString(2, message);
        out.flush();
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return new OtlpAnswer(status, json, body.toByteArray());
  }

  void send(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Type", json ? "application/json" : "application/x-protobuf");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
