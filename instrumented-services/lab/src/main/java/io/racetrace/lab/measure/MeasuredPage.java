package io.racetrace.lab.measure;

import java.util.List;
import java.util.stream.Collectors;

/** The table of figures, as a page. */
final class MeasuredPage {
  private MeasuredPage() {}

  static String of(List<Figure> figures, int rounds, int processors) {
    return """
        # What remedies cost and save

        Written by `racetrace lab measure`, which anybody can run. Real services on an embedded PostgreSQL and Redis, forms of
        one exhibit under one load, in turns; each figure is a ratio within one round. The median of %d rounds is given, and the
        lowest and highest, on a machine with %d processors that was at other work as well. What differs by less than the
        lowest and the highest are apart has not been told apart. Times in milliseconds are left out on purpose: they are this
        machine's, and not yours.

        `throughput` of A/B is how many changes a second A made, divided by those that B made in the same round: 0.50 is half
        as many. It is that of the whole way, from the client's request to the row, HTTP, spans and event stream included,
        on one machine: so what a form costs inside the database is less visible here than in your own.

        The loads:

        %s

        | comparison | of | what | median | lowest | highest |
        | --- | --- | --- | ---: | ---: | ---: |
        %s
        """
        .formatted(
            rounds,
            processors,
            Comparison.all().stream()
                .map(comparison -> "- " + comparison.load())
                .collect(Collectors.joining("\n")),
            figures.stream().map(Figure::row).collect(Collectors.joining("\n")));
  }
}
