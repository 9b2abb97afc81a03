package io.racetrace.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command behind the figures, with a load that is only enough to see that it works. */
@Tag("once")
class ITMeasure {
  @Test
  void forms_are_measured_in_turns_and_nothing_is_lost_in_the_safe_ones(@TempDir Path directory) {
    List<Comparison> hot =
        Comparison.all().stream().filter(each -> each.name().equals("hot-row")).toList();

    List<Figure> figures =
        new Measurement(2, 10, line -> {}).of(hot, directory.resolve("spans.jsonl"));

    assertThat(figures)
        .filteredOn(figure -> figure.what().equals(Figure.THROUGHPUT))
        .hasSize(3)
        .allSatisfy(figure -> assertThat(figure.low()).isPositive());
    assertThat(figures)
        .filteredOn(figure -> figure.what().equals(Count.WRONG.toString()))
        .hasSize(4)
        .allSatisfy(figure -> assertThat(figure.high()).isZero());
    assertThat(figures)
        .filteredOn(figure -> figure.what().equals(Count.ATTEMPTS.toString()))
        .extracting(Figure::of)
        .contains("atomic-statement", "version-column");
  }
}
