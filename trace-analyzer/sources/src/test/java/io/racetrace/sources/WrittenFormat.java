package io.racetrace.sources;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.otlp.OtlpProtobufToJson;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Every format that is read from files, written here for the tests. */
public enum WrittenFormat {
  OTLP_JSON_LINES {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(lines(spans), "\n");
    }
  },
  OTLP_JSON_DOCUMENT {
    @Override
    public byte[] write(List<Span> spans) {
      return utf8(pretty(lines(spans, Integer.MAX_VALUE).findFirst().orElse("{}")));
    }
  },
  OTLP_JSON_ARRAY {
    @Override
    public byte[] write(List<Span> spans) {
      return utf8("[" + lines(spans).collect(Collectors.joining(",")) + "]");
    }
  },
  OTLP_JSON_CONCATENATED {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(lines(spans), "");
    }
  },
  OTLP_JSON_BEFORE_SCOPES {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          lines(spans)
              .map(line -> line.replace("\"scopeSpans\":", "\"instrumentationLibrarySpans\":")),
          "\n");
    }
  },
  OTLP_JSON_JAEGER_V3 {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(lines(spans).map(line -> "{\"result\":" + line + "}"), "\n");
    }
  },
  TEMPO_BATCHES {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          lines(spans).map(line -> proto3(line).replace("\"resourceSpans\":", "\"batches\":")),
          "\n");
    }
  },
  TEMPO_TRACE {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(lines(spans).map(line -> "{\"trace\":" + proto3(line) + "}"), "\n");
    }
  },
  OTLP_PROTOBUF_MESSAGE {
    @Override
    public byte[] write(List<Span> spans) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      messages(spans).forEach(file::writeBytes);
      return file.toByteArray();
    }
  },
  OTLP_PROTOBUF_LENGTH_PREFIXED {
    @Override
    public byte[] write(List<Span> spans) {
      return prefixed(messages(spans));
    }
  },
  OTLP_PROTOBUF_VARINT_DELIMITED {
    @Override
    public byte[] write(List<Span> spans) {
      return delimited(messages(spans));
    }
  },
  OTLP_PROTOBUF_ZSTD_EACH {
    @Override
    public byte[] write(List<Span> spans) {
      return prefixed(messages(spans).map(Zstd::compress));
    }
  },
  OTLP_JSON_ZSTD_EACH {
    @Override
    public byte[] write(List<Span> spans) {
      return prefixed(lines(spans).map(line -> Zstd.compress(utf8(line))));
    }
  },
  OTLP_JSON_GZIP {
    @Override
    public byte[] write(List<Span> spans) {
      return gzip(OTLP_JSON_LINES.write(spans));
    }
  },
  OTLP_JSON_ZSTD {
    @Override
    public byte[] write(List<Span> spans) {
      return Zstd.compress(OTLP_JSON_LINES.write(spans));
    }
  },
  JAEGER_DOWNLOAD(1000) {
    @Override
    public byte[] write(List<Span> spans) {
      return utf8(
          "{\"data\":["
              + byTrace(spans)
                  .map(trace -> json(out -> JaegerJsonWriter.trace(out, trace)))
                  .collect(Collectors.joining(","))
              + "],\"total\":0,\"limit\":0,\"offset\":0,\"errors\":null}");
    }
  },
  JAEGER_TRACES(1000) {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          byTrace(spans).map(trace -> json(out -> JaegerJsonWriter.trace(out, trace))), "\n");
    }
  },
  JAEGER_ELASTICSEARCH(1000) {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          spans.stream()
              .map(
                  span ->
                      json(
                          out -> {
                            out.writeStartObject();
                            out.writeObjectPropertyStart("_source");
                            JaegerJsonWriter.fields(out, span);
                            out.writeName("process");
                            JaegerJsonWriter.process(out, span.instance());
                            out.writeEndObject();
                            out.writeEndObject();
                          })),
          "\n");
    }
  },
  JAEGER_PROTOBUF_JSON {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          spans.stream()
              .map(
                  span ->
                      json(
                          out -> {
                            out.writeStartObject();
                            out.writeArrayPropertyStart("spans");
                            JaegerJsonWriter.protobuf(out, span);
                            out.writeEndArray();
                            out.writeEndObject();
                          })),
          "\n");
    }
  },
  ZIPKIN_TRACES(1000) {
    @Override
    public byte[] write(List<Span> spans) {
      return utf8(
          "["
              + byTrace(spans)
                  .map(
                      trace ->
                          "["
                              + trace.stream()
                                  .map(span -> json(out -> ZipkinJsonWriter.span(out, span)))
                                  .collect(Collectors.joining(","))
                              + "]")
                  .collect(Collectors.joining(","))
              + "]");
    }
  },
  ZIPKIN_LINES(1000) {
    @Override
    public byte[] write(List<Span> spans) {
      return joined(
          spans.stream().map(span -> json(out -> ZipkinJsonWriter.span(out, span))), "\n");
    }
  };

  private static final int SPANS_A_BATCH = 16;
  private static final Pattern HEX_ID =
      Pattern.compile("\"(traceId|spanId|parentSpanId)\":\"([0-9a-f]+)\"");
  private static final Pattern KIND = Pattern.compile("\"kind\":(\\d)");

  private final long resolution;

  WrittenFormat() {
    this(1);
  }

  WrittenFormat(long resolution) {
    this.resolution = resolution;
  }

  public abstract byte[] write(List<Span> spans);

  /** How fine the times of the format are, in nanoseconds. */
  public long resolution() {
    return resolution;
  }

  /** Whether spans of no kind and internal spans are told apart. */
  public boolean hasInternalKind() {
    return hasLinks();
  }

  /** Whether a span keeps all its links. */
  public boolean hasLinks() {
    return this != ZIPKIN_TRACES && this != ZIPKIN_LINES;
  }

  private static Stream<String> lines(List<Span> spans) {
    return lines(spans, SPANS_A_BATCH);
  }

  private static Stream<String> lines(List<Span> spans, int spansEach) {
    return OtlpRequests.of(spans, Math.min(spans.size(), spansEach)).stream()
        .map(
            request -> {
              ByteArrayOutputStream line = new ByteArrayOutputStream();
              try {
                OtlpProtobufToJson.transcode(request.toByteArray(), line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return line.toString(StandardCharsets.UTF_8);
            });
  }

  private static Stream<byte[]> messages(List<Span> spans) {
    return OtlpRequests.of(spans, SPANS_A_BATCH).stream()
        .map(ExportTraceServiceRequest::toByteArray);
  }

  /** As protobuf's own JSON form would have it: ids in base64, enumerations by name. */
  private static String proto3(String line) {
    String ids =
        HEX_ID
            .matcher(line)
            .replaceAll(
                match -> "\"" + match.group(1) + "\":\"" + base64OfHex(match.group(2)) + "\"");
    return KIND.matcher(ids).replaceAll(WrittenFormat::kindByName);
  }

  private static String kindByName(MatchResult match) {
    return "\"kind\":\"SPAN_KIND_" + SpanKind.values()[Integer.parseInt(match.group(1))] + "\"";
  }

  private static String base64OfHex(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static Stream<List<Span>> byTrace(List<Span> spans) {
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    spans.forEach(
        span -> traces.computeIfAbsent(span.traceId(), key -> new ArrayList<>()).add(span));
    return traces.values().stream();
  }

  private static String json(Consumer<JsonGenerator> content) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
      content.accept(out);
    }
    return json.toString(StandardCharsets.UTF_8);
  }

  private static String pretty(String json) {
    StringWriter text = new StringWriter();
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), json);
        JsonGenerator out =
            Json.FACTORY.createGenerator(
                new ObjectWriteContext.Base() {
                  @Override
                  public PrettyPrinter getPrettyPrinter() {
                    return new DefaultPrettyPrinter();
                  }
                },
                text)) {
      while (in.nextToken() != null) {
        out.copyCurrentEvent(in);
      }
    }
    return text.toString();
  }

  private static byte[] joined(Stream<String> lines, String separator) {
    return utf8(lines.collect(Collectors.joining(separator, "", separator)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] prefixed(Stream<byte[]> messages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(file)) {
      for (byte[] message : messages.toList()) {
        out.writeInt(message.length);
        out.write(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] delimited(Stream<byte[]> messages) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(file);
      for (byte[] message : messages.toList()) {
        out.writeUInt32NoTag(message.length);
        out.writeRawBytes(message);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(file)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
