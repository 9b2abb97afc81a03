package io.racetrace.access.work;

import io.racetrace.access.Isolation;
import io.racetrace.access.work.Lane.Match;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which isolation level held when, as far as one execution's own statements set it. */
final class IsolationSettings {

  private final List<Mark> marks = new ArrayList<>();

  /**
   * @param at when the statement that set it began
   */
  private record Mark(Lane lane, long at, IsolationSetting setting) {}

  boolean isEmpty() {
    return marks.isEmpty();
  }

  void see(Span span, Lane lane) {
    IsolationSetting setting = IsolationSetting.of(span);
    if (setting != null) {
      marks.add(new Mark(lane, span.interval().start(), setting));
      marks.sort(Comparator.comparingLong(Mark::at));
    }
  }

  /**
   * The level that holds on a lane at a time; null where nothing tells.
   *
   * @param match whether a lane is the statement's
   * @param endedSince whether a transaction of that lane ended between a time and the statement
   */
  @Nullable Isolation at(
      long time, Function<Lane, Match> match, BiPredicate<Lane, Long> endedSince) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      Mark mark = marks.get(i);
      Match of = mark.at < time ? match.apply(mark.lane) : Match.NO;
      if (of == Match.MAYBE) {
        return null;
      }
      if (of == Match.SURE && (mark.setting.lasting() || !endedSince.test(mark.lane, mark.at))) {
        return mark.setting.level();
      }
    }
    return null;
  }
}
