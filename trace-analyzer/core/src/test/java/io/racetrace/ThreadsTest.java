package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.JsonReportWriter;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  @Test
  void the_report_depends_neither_on_the_threads_nor_on_the_order_of_the_spans()
      throws IOException {
    List<Span> spans = new ArrayList<>();
    new SpanFlood(30_000, 500)
        .read(
            new SpanSink() {
              @Override
              public void span(Span span) {
                spans.add(span);
              }

              @Override
              public void diagnostic(io.racetrace.report.Diagnostic diagnostic) {}
            });
    String one = report(spans, 1);
    assertThat(one).contains("lost-update");
    for (int threads : new int[] {2, 5}) {
      Collections.shuffle(spans, new Random(threads));
      assertThat(report(spans, threads)).isEqualTo(one);
    }
  }

  private static String report(List<Span> spans, int threads) throws IOException {
    StringBuilder out = new StringBuilder();
    new JsonReportWriter()
        .write(TraceAnalyzer.builder().threads(threads).build().analyze(spans), out);
    return out.toString();
  }
}
