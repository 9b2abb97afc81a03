package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes timelines in their notation. */
final class TimelineText {

  private TimelineText() {}

  static String of(Timeline timeline) {
    StringBuilder text = new StringBuilder();
    text.append("record ")
        .append(timeline.system())
        .append('/')
        .append(timeline.database())
        .append('/')
        .append(timeline.type())
        .append(' ')
        .append(timeline.key())
        .append(' ')
        .append(timeline.column())
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
    String tie =
        side.tie() == Tie.NONE
            ? ""
            : " "
                + side.tie().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + " "
                + side.tiedTo();
    return side.name()
        + " "
        + side.service()
        + "/"
        + side.instance()
        + " "
        + side.arrival().name().toLowerCase(Locale.ROOT)
        + " \""
        + side.operation()
        + "\""
        + tie;
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
    if (event.kind() == Kind.SQL) {
      text.append(" \"").append(event.statement()).append('"');
      event.parameters().forEach(parameter -> text.append(" '").append(parameter).append('\''));
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
      text.append(" failed \"").append(event.failure()).append('"');
    }
    return text.toString();
  }

  private static String state(@Nullable String value, @Nullable String version) {
    return (value == null ? "" : " " + value) + (version == null ? "" : " v" + version);
  }

  /** To the nanosecond, without trailing zeros. */
  private static String number(double millis) {
    BigDecimal number = BigDecimal.valueOf(millis).setScale(6, RoundingMode.HALF_EVEN);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
