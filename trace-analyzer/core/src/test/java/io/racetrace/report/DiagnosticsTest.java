package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DiagnosticsTest {

  @Property
  void nothing_goes_uncounted_and_the_order_does_not_matter(
      @ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> places) {
    List<Diagnostic> all =
        places.stream()
            .map(p -> new Diagnostic(Diagnostic.Kind.NO_RECORD_KEY, "place " + p, p + 1, "why"))
            .toList();
    List<Diagnostic> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(3));

    List<Diagnostic> merged = merged(all);

    assertThat(merged(shuffled)).isEqualTo(merged);
    assertThat(merged).hasSizeLessThanOrEqualTo(21);
    assertThat(merged.stream().mapToLong(Diagnostic::count).sum())
        .isEqualTo(all.stream().mapToLong(Diagnostic::count).sum());
  }

  @Example
  void lines_stand_in_the_order_of_their_numbers_and_a_whole_file_behind_them() {
    List<Diagnostic> all =
        Stream.of("b:1", "a", "a:10", "a:9", "a:", "http://h:10 x", "7", ":3")
            .map(where -> new Diagnostic(Diagnostic.Kind.UNDECODABLE_LINE, where, 1, "why"))
            .toList();

    assertThat(merged(all))
        .extracting(Diagnostic::where)
        .containsExactly(":3", "7", "a:9", "a:10", "a", "a:", "b:1", "http://h:10 x");
  }

  private static List<Diagnostic> merged(List<Diagnostic> diagnostics) {
    Diagnostics gathered = new Diagnostics();
    diagnostics.forEach(gathered::add);
    return gathered.merged();
  }
}
