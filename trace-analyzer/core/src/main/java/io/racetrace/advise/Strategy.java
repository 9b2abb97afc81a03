package io.racetrace.advise;

import java.util.Locale;

/** What can be done about units of work that get into each other's way. */
public enum Strategy {
  ATOMIC_STATEMENT,
  OPTIMISTIC_VERSION,
  ROW_LOCK,
  SHORT_LOCK,
  PARTITION_BY_KEY,
  SINGLE_OWNER,
  SERIALIZABLE,
  UNIQUE_CONSTRAINT,
  IDEMPOTENCY_KEY,
  OUTBOX_INBOX,
  FENCING_TOKEN,
  SINGLE_FLIGHT,
  DO_NOTHING;

  /** As pages and reports call it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where it is explained, from the root of the project. */
  public String page() {
    return "playbooks/remedies/" + id() + ".md";
  }
}
