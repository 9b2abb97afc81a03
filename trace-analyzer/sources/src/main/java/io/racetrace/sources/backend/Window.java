package io.racetrace.sources.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stretch of time to ask for, both ends included. */
record Window(@Nullable String service, Instant start, Instant end) {

  Duration width() {
    return Duration.between(start, end);
  }

  List<Window> halves() {
    Instant middle = start.plus(width().dividedBy(2));
    return List.of(new Window(service, start, middle), new Window(service, middle, end));
  }
}
