package io.racetrace.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trace files that other projects test themselves with. They are not part of this project: {@code
 * .ci/files.sh} gets them. The numbers were counted with another program.
 */
class ITFilesOfOtherProjects {

  private static Path folder = Path.of("");

  @BeforeAll
  static void find() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    folder = base.resolve("racetrace-parts").resolve("files-1");
    if (!Files.isDirectory(folder)) {
      String why = "files of other projects are not read: run .ci/files.sh to get them";
      assertThat(System.getenv("CI")).as(why).isNotEqualTo("true");
      System.out.println(why);
      Assumptions.abort(why);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // A build of Docker's, as Jaeger's page downloads it.
    "buildx/jaeger.json, 73, 0",
    // Jaeger's own models: of its page, of Elasticsearch, of its protobuf.
    "jaeger/ui_01.json, 5, 0",
    "jaeger/es_01.json, 1, 0",
    "jaeger/domain_01.json, 5, 0",
    "jaeger/domain_02.json, 2, 0",
    "jaeger/domain_03.json, 2, 0",
    "jaeger/trace_success.json, 2, 0",
    "jaeger/otlp2jaeger-out.json, 2, 0",
    "jaeger/otlp2jaeger-in.json, 2, 0",
    // Answers of version 3 of its interface, with spans that have no time.
    "jaeger/FindTraces.json, 0, 1",
    "jaeger/GetTrace.json, 0, 1",
    "jaeger/zipkin_v2_01.json, 1, 0",
    "jaeger/zipkin_v2_02.json, 1, 0",
    "jaeger/zipkin_v2_03.json, 1, 0",
    // The Collector's.
    "zipkinreceiver/sample1.json, 9, 0",
    "zipkinreceiver/sample2.json, 1, 0",
    "zipkinreceiver/sample3.json, 1, 0",
    "zipkinreceiver/sample4.json, 1, 0",
    "zipkin/zipkin_v2_single.json, 1, 0"
  })
  void every_span_is_read_or_told(String file, int spans, int unusable) throws IOException {
    CollectedSpans read = CollectedSpans.read(FileSource.of(folder.resolve(file)));

    assertThat(read.spans).as("%s", read.diagnostics).hasSize(spans);
    assertThat(
            read.diagnostics.stream()
                .filter(diagnostic -> diagnostic.kind() == Diagnostic.Kind.UNUSABLE_SPAN)
                .mapToLong(Diagnostic::count)
                .sum())
        .isEqualTo(unusable);
    assertThat(read.diagnostics)
        .noneMatch(diagnostic -> diagnostic.kind() == Diagnostic.Kind.UNDECODABLE_LINE);
  }

  @ParameterizedTest
  @CsvSource({"zipkin/zipkin_v2_notimestamp.json"})
  void what_is_not_read_is_told(String file) throws IOException {
    CollectedSpans read = CollectedSpans.read(FileSource.of(folder.resolve(file)));

    assertThat(read.spans).isEmpty();
    assertThat(read.diagnostics)
        .extracting(Diagnostic::detail)
        .first()
        .asString()
        .contains("version 1");
  }
}
