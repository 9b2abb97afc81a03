package io.racetrace.access.gap;

import java.util.Locale;

/** Why something about an access can't be judged. */
public sealed interface Gap permits KeyGap, ContextGap {

  /** The name of the constant. */
  String name();

  /** What is missing, as a sentence without a full stop. */
  String why();

  /** What closes the gap, in words that hold for every language and instrumentation. */
  String openedBy();

  /** The kebab-case name that reports use. */
  default String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
