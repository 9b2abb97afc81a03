package io.racetrace.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockHeldTooLongTest {

  static List<TimelineCase> timelines() {
    return TimelineCase.of("lock-held-too-long");
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void every_timeline_gives_what_is_expected_of_it(TimelineCase timeline) {
    assertThat(timeline.found()).isEqualTo(timeline.expected());
  }
}
