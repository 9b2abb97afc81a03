package io.racetrace.cli;

import io.racetrace.report.TraceLinks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the user looks at traces. */
final class LinkOptions {

  @Option(
      names = "--trace-url",
      paramLabel = "URL",
      converter = Converter.class,
      description =
          "Link findings to their traces: jaeger=URL, zipkin=URL, tempo=URL (that of Grafana, with"
              + " ?datasource=UID if that is not 'tempo'), or an address with {traceId} and perhaps"
              + " {spanId} in it. With --jaeger or --zipkin it is theirs if nothing is said.")
  private @Nullable TraceLinks links;

  /**
   * @param input what is read, which may be a back end that shows traces
   */
  TraceLinks links(SpanInput input) {
    return links == null ? input.links() : links;
  }

  /** Reads a template or a name. */
  static final class Converter implements ITypeConverter<TraceLinks> {

    @Override
    public TraceLinks convert(String text) {
      try {
        return TraceLinks.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
