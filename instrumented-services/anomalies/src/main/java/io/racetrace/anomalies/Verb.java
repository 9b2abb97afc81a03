package io.racetrace.anomalies;

/** What a party can be told to do. What follows each on the pipe is what {@link Party} reads. */
enum Verb {
  /** Begin to serve a request or a message: kind, name, attributes. */
  ENTER,
  /** Begin a transaction. */
  BEGIN,
  /** Run a statement: its text and its parameters. */
  EXECUTE,
  COMMIT,
  ROLLBACK,
  /** The request or the message is done: the status of the answer. */
  LEAVE,
  /** Send all spans that ended. */
  FLUSH
}
