package io.racetrace.traps;

import io.racetrace.finding.Certainty;
import io.racetrace.timeline.Timeline;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Makes variants of cases: always the same ones. */
final class Variants {

  /** How many of each case; a family has at least as many. */
  static final int EACH = 20;

  /** So many of them take something away. */
  private static final int LOSSY = 4;

  /** Leases run out at their times, and a lock in a process is one of its instance. */
  private static final Set<String> AT_THEIR_TIMES = Set.of("31", "36");

  private static final Set<String> BY_INSTANCE = Set.of("33", "35");

  private Variants() {}

  /** The case as it is, then variants that lose nothing, then some that do. */
  static List<Variant> of(TrapCase trap) {
    List<Variant> variants = new ArrayList<>();
    variants.add(base(trap));
    Set<String> told = new HashSet<>(Set.of(base(trap).spans().toString()));
    for (int i = 1; i < EACH; i++) {
      Random random = new Random(trap.toString().hashCode() * 31L + i);
      Variant variant = lossless(base(trap), random, i);
      variant = i < EACH - LOSSY ? variant : lossy(variant, i - (EACH - LOSSY));
      boolean isNew = told.add(variant.spans().toString());
      variants.add(isNew ? variant : apply(Change.RENUMBERED, variant, random));
    }
    return variants;
  }

  private static Variant base(TrapCase trap) {
    Variant variant = Variant.of(trap);
    return trap.kind().equals("inconclusive") ? variant.unsure() : variant;
  }

  private static Variant lossless(Variant base, Random random, int index) {
    Variant variant = base;
    // Each change comes in every fifth variant at least, and then by chance.
    for (Change change : Change.values()) {
      boolean wanted = change.ordinal() % 5 == index % 5 || random.nextInt(4) == 0;
      if (wanted && change.fits.test(variant)) {
        variant = apply(change, variant, random);
      }
    }
    return variant;
  }

  /** What can be changed without changing what is so. Names come first, for others quote them. */
  private enum Change {
    SERVICES(variant -> variant.trap().given().isEmpty()),
    RECORD(
        variant ->
            variant.trap().given().isEmpty()
                && variant.timeline().sides().stream().allMatch(side -> side.attributes().isEmpty())
                && !variant.trap().family().startsWith("22")),
    ARRIVALS(variant -> variant.trap().given().isEmpty()),
    TIMES(
        variant ->
            !variant.trap().kind().equals("inconclusive")
                && !isOneOf(AT_THEIR_TIMES, variant.trap())),
    CLOCKS(
        variant ->
            !variant.trap().kind().equals("inconclusive")
                && variant.timeline().sides().stream().allMatch(side -> side.clock() == 0)),
    ONE_INSTANCE(
        variant ->
            variant.trap().kind().equals("racy")
                && !isOneOf(BY_INSTANCE, variant.trap())
                && variant.timeline().sides().stream()
                    .allMatch(side -> Retelling.isPlain(side) && side.clock() == 0)),
    POOL(variant -> Retelling.isSql(variant.timeline())),
    THREADS(variant -> true),
    NOISE(variant -> !variant.trap().kind().equals("inconclusive")),
    LITERALS(variant -> Retelling.isSql(variant.timeline())),
    DIALECT(variant -> variant.trap().given().isEmpty() && Telling.isCommonSql(variant.timeline())),
    OLD_NAMES(variant -> true),
    NESTED(variant -> true),
    MICROS(variant -> !variant.trap().kind().equals("inconclusive")),
    SHUFFLED(variant -> true),
    RENUMBERED(variant -> true);

    @SuppressWarnings("ImmutableEnumChecker") // each is a function without a state
    private final Predicate<Variant> fits;

    Change(Predicate<Variant> fits) {
      this.fits = fits;
    }
  }

  private static boolean isOneOf(Set<String> families, TrapCase trap) {
    return families.contains(trap.family().substring(0, 2));
  }

  private static Variant apply(Change change, Variant variant, Random random) {
    Timeline told = variant.timeline();
    String name = change.name().toLowerCase(Locale.ROOT);
    long seed = random.nextLong();
    return switch (change) {
      case SERVICES -> variant.with(name, Telling.services(told, random));
      case RECORD -> variant.with(name, Telling.record(told, random));
      case ARRIVALS -> variant.with(name, Telling.arrivals(told));
      case TIMES -> variant.with(name, Telling.times(told, random));
      case CLOCKS -> variant.with(name, Telling.clocks(told, random));
      case ONE_INSTANCE -> variant.with(name, Telling.oneInstance(told));
      case POOL -> variant.with(name, Telling.pool(told));
      case THREADS -> variant.with(name, Telling.threads(told));
      case NOISE -> variant.with(name, Telling.noise(told, random));
      case DIALECT -> dialect(variant, random);
      case LITERALS -> variant.with(name, Telling.literals(told));
      case OLD_NAMES -> variant.with(name, SpanChanges::oldNames);
      case NESTED -> variant.with(name, SpanChanges::nested);
      case MICROS -> variant.with(name, SpanChanges::inMicros);
      case SHUFFLED -> variant.with(name, spans -> SpanChanges.shuffled(spans, seed));
      case RENUMBERED -> variant.with(name, spans -> SpanChanges.renumbered(spans, seed));
    };
  }

  private static Variant dialect(Variant variant, Random random) {
    Timeline told = variant.timeline();
    return switch (random.nextInt(4)) {
      case 0 -> variant.with("mysql", Telling.dialect(told, "mysql", "`", "`", "?"));
      case 1 ->
          variant.with("sql server", Telling.dialect(told, "microsoft.sql_server", "[", "]", "@p"));
      case 2 -> variant.with("oracle", Telling.dialect(told, "oracle.db", "\"", "\"", "?"));
      default -> variant.with("$1", Telling.dialect(told, "postgresql", "\"", "\"", "$"));
    };
  }

  private static Variant lossy(Variant variant, int which) {
    return switch (which) {
      case 0 -> withoutEnds(variant);
      case 1 ->
          isCommands(variant.timeline())
              ? variant.with("unstated", SpanChanges::unstated).atMost(Certainty.PROVEN)
              : variant.with("sanitised", SpanChanges::sanitised).atMost(null);
      case 2 ->
          variant
              .with("unseen entries", Retelling.sides(variant.timeline(), Retelling::unseen))
              .atMost(Certainty.PROVEN);
      default -> variant.with("unstated", SpanChanges::unstated).atMost(Certainty.PROVEN);
    };
  }

  static Variant withoutEnds(Variant variant) {
    Variant without = variant.with("without ends", SpanChanges::withoutEnds);
    return tellsWhatItLeft(variant.trap().timeline()) || isCommands(variant.timeline())
        ? without.atMost(Certainty.PROVEN)
        : without.atMost(Certainty.POSSIBLE);
  }

  /** Whether every write says what it left, which nobody can who was refused. */
  private static boolean tellsWhatItLeft(Timeline told) {
    return told.events().stream()
        .filter(event -> event.kind() != Kind.READ && isWrite(event))
        .allMatch(event -> event.kind() == Kind.WRITE);
  }

  private static boolean isWrite(Event event) {
    return event.kind() == Kind.WRITE
        || event.kind() == Kind.SQL && !event.statement().startsWith("SELECT");
  }

  static boolean isCommands(Timeline told) {
    return told.system().equals("redis");
  }
}
