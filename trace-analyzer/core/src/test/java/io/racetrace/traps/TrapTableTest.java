package io.racetrace.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.traps.InformationLoss.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/traps.md}, and what they must show. */
class TrapTableTest {

  private static final Path PAGE = Path.of("../../docs/traps.md");

  /** What is wrong where spans tell less, and why. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "NO_ENDS 44-hand-over safe: handed over by a message, a few milliseconds later",
          "without its COMMIT nobody knows whether a service changed the record before it sent the"
              + " message that hands it over; the conflict is called LIKELY all the same");

  private static TrapTable table = new TrapTable();
  private static InformationLoss loss = new InformationLoss();

  @BeforeAll
  static void judge() throws IOException {
    table = TrapTable.ofAll();
    loss = InformationLoss.ofAll();
    System.out.println(table.markdown());
    System.out.println(loss.markdown());
    // What a listed case misses it misses in all its variants; what others miss is worth a look.
    for (String missed : table.missed()) {
      if (TrapsTest.notYet().keySet().stream().noneMatch(missed::startsWith)) {
        System.out.println("missed " + missed);
      }
    }
  }

  @Test
  void of_what_is_surely_found_98_percent_are_so() {
    assertThat(table.all().precision()).as(lines(table.wrong())).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void nothing_is_found_where_nothing_is_wrong() throws IOException {
    Set<String> listed = TrapsTest.notYet().keySet();
    List<String> found =
        table.onSafe().stream()
            .filter(line -> listed.stream().noneMatch(line::startsWith))
            .toList();
    assertThat(found).as(lines(found)).isEmpty();
  }

  @Test
  void what_nobody_can_know_is_never_called_clean() {
    assertThat(table.falselyClean()).as(lines(table.falselyClean())).isEmpty();
    assertThat(loss.of(Level.SANITISED).clean).isZero();
    assertThat(loss.of(Level.BY_TRACE).clean).isZero();
    assertThat(loss.of(Level.BY_KEY).clean).isZero();
  }

  @Test
  void with_less_to_see_no_more_is_wrong_than_is_known() {
    List<String> wrong =
        loss.wrong().stream()
            .filter(line -> KNOWN.keySet().stream().noneMatch(line::startsWith))
            .toList();
    assertThat(wrong).as(lines(wrong)).isEmpty();
  }

  @Test
  void races_that_are_called_clean_are_known_with_the_reason() throws IOException {
    Map<String, String> why = whyClean();
    List<String> unexplained =
        loss.cleanRaces().keySet().stream().filter(race -> !why.containsKey(caseOf(race))).toList();
    assertThat(unexplained).as(lines(unexplained)).isEmpty();
  }

  private static String caseOf(String race) {
    return race.substring(race.indexOf(' ') + 1);
  }

  private static Map<String, String> whyClean() throws IOException {
    Map<String, String> why = new TreeMap<>(TrapsTest.notYet());
    why.putAll(TrapsTest.listed("called-clean.txt"));
    return why;
  }

  @Test
  void the_page_is_what_the_command_makes() throws IOException {
    String made = page(table, loss);
    if (Boolean.getBoolean("racetrace.traps.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, made);
    }
    assertThat(PAGE).hasContent(made);
  }

  private static String lines(List<String> findings) {
    return findings.size() + " in all\n" + String.join("\n", findings.stream().limit(60).toList());
  }

  private static String page(TrapTable table, InformationLoss loss) throws IOException {
    StringBuilder notYet = new StringBuilder();
    TrapsTest.notYet()
        .forEach(
            (trap, why) -> notYet.append("- ").append(trap).append(". ").append(why).append(".\n"));
    TreeMap<String, TreeSet<String>> clean = new TreeMap<>();
    for (String race : loss.cleanRaces().keySet()) {
      String level = race.substring(0, race.indexOf(' '));
      clean
          .computeIfAbsent(caseOf(race), key -> new TreeSet<>())
          .add(Level.valueOf(level).words().replaceFirst(":.*", ""));
    }
    StringBuilder whyClean = new StringBuilder();
    Map<String, String> why = whyClean();
    clean.forEach(
        (race, levels) ->
            whyClean
                .append("- ")
                .append(race)
                .append(" (")
                .append(String.join("; ", levels))
                .append("): ")
                .append(why.getOrDefault(race, "not known"))
                .append(".\n"));
    return String.format(PAGE_TEXT, table.markdown(), notYet, loss.markdown(), whyClean);
  }

  private static final String PAGE_TEXT =
      """
      # What fools an overlap check

      51 families of situations, each in `trace-analyzer/core/src/test/resources/traps/` with what is so and why. From
      each case %%VARIANTS%% variants are made: other services, records, dialects, attribute names, times, clocks,
      instances, entries, noise, and some from which something was taken away. This page is written by

          mvn -q -pl trace-analyzer/core test -Dtest=TrapTableTest -Dracetrace.traps.write=true

      and a test holds it to what the analyzer does.

      ## What is found

      *Found* counts rules that are broken in variants from which nothing was taken away. A finding is *wrong* if it is
      PROVEN or LIKELY and not so, or surer than anybody can be. On *safe* variants nothing at all may be found, POSSIBLE
      included. Predictions (LATENT) are not counted.

      %s
      ## Known to be wrong

      %s
      ## What is left where spans tell less

      The same variants, with less in them. Two traces that are sampled each for itself survive together with 1 %%; sampled
      by key they survive together with 10 %%.

      %s
      ## Races that are called clean

      Of the racy variants above, these come out CLEAN, and why:

      %s"""
          .replace("%%VARIANTS%%", "" + Variants.EACH);
}
