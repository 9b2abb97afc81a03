package io.racetrace.access.work;

/**
 * Why a service did something: what another execution of the same may have been done for, too.
 *
 * @param consumer the service and its entry point
 * @param id the identity of the message, the key, the call
 */
record Cause(Kind kind, String consumer, String id) {

  /** What tells that two executions have one cause. */
  enum Kind {
    /** Deliveries of one message. */
    MESSAGE("message"),
    /** Requests with one idempotency key. */
    IDEMPOTENCY_KEY("idempotency-key"),
    /** Requests of which the caller says that it sent them again. */
    RESENT("resent request"),
    /** Requests that look as if they had been sent again: nobody says so. */
    REPEATED("repeated request");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** As accesses are gathered by it. */
  String key() {
    return kind.words + " " + id + " at " + consumer;
  }
}
