package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes timelines in their notation. */
final class TimelineText {

  /** Words that mean something where a value could stand. */
  private static final Set<String> RESERVED =
      Set.of("based", "guard", "rows", "for", "failed", "with");

  private TimelineText() {}

  static String of(Timeline timeline) {
    StringBuilder text = new StringBuilder();
    text.append("record ")
        .append(
            TimelineWords.bare(
                timeline.system() + "/" + timeline.database() + "/" + timeline.type()))
        .append(' ')
        .append(TimelineWords.bare(timeline.key()))
        .append(' ')
        .append(TimelineWords.bare(timeline.column()))
        .append('\n');
    for (Side side : timeline.sides()) {
      text.append(side(side)).append('\n');
    }
    text.append('\n');
    for (Event event : timeline.events()) {
      text.append(event(event)).append('\n');
    }
    return text.toString();
  }

  private static String side(Side side) {
    StringBuilder text = new StringBuilder(side.name());
    text.append(' ')
        .append(TimelineWords.bare(side.service() + "/" + side.instance()))
        .append(' ')
        .append(side.arrival().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(TimelineWords.quoted(side.operation()));
    for (Tie tie : side.ties()) {
      text.append(' ')
          .append(tie.bond().name().toLowerCase(Locale.ROOT).replace('_', ' '))
          .append(' ')
          .append(tie.side())
          .append(attributes("via", tie.attributes()));
      if (tie.waits() != null) {
        text.append(" waits ").append(number(tie.waits()));
      }
    }
    if (side.clock() != 0) {
      text.append(" clock ").append(side.clock() > 0 ? "+" : "").append(number(side.clock()));
    }
    return text.append(side.seen() ? "" : " unseen entry")
        .append(attributes("with", side.attributes()))
        .toString();
  }

  private static String event(Event event) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%8s", number(event.millis())))
        .append(' ')
        .append(event.side())
        .append(' ')
        .append(event.kind().name().toLowerCase(Locale.ROOT))
        .append(state(event.value(), event.version()));
    String base = state(event.baseValue(), event.baseVersion());
    if (!base.isEmpty()) {
      text.append(" based on").append(base);
    }
    if (event.kind() == Kind.SQL || event.kind() == Kind.CALL) {
      text.append(' ').append(TimelineWords.quoted(event.statement()));
      event
          .parameters()
          .forEach(parameter -> text.append(' ').append(TimelineWords.singleQuoted(parameter)));
    }
    if (!event.guards().isEmpty()) {
      text.append(" guard ").append(String.join(",", event.guards()));
    }
    if (event.rows() != null) {
      text.append(" rows ").append(event.rows());
    }
    if (event.duration() != Event.USUAL_DURATION) {
      text.append(" for ").append(number(event.duration()));
    }
    if (event.failure() != null) {
      text.append(" failed ").append(TimelineWords.quoted(event.failure()));
    }
    return text.append(attributes("with", event.attributes())).toString();
  }

  private static String attributes(String word, Map<String, String> attributes) {
    StringBuilder text = new StringBuilder(attributes.isEmpty() ? "" : " " + word);
    new TreeMap<>(attributes)
        .forEach(
            (name, value) ->
                text.append(' ').append(name).append('=').append(TimelineWords.bare(value)));
    return text.toString();
  }

  private static String state(@Nullable String value, @Nullable String version) {
    return (value == null ? "" : " " + value(value)) + (version == null ? "" : " v" + version);
  }

  private static String value(String value) {
    return RESERVED.contains(value) || value.matches("v\\d+")
        ? TimelineWords.quoted(value)
        : TimelineWords.bare(value);
  }

  /** To the nanosecond, without trailing zeros. */
  private static String number(double millis) {
    BigDecimal number = BigDecimal.valueOf(millis).setScale(6, RoundingMode.HALF_EVEN);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
