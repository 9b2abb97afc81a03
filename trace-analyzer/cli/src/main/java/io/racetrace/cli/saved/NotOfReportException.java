package io.racetrace.cli.saved;

/** JSON that is not what a report has in this place. */
final class NotOfReportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotOfReportException(String message) {
    super(message);
  }
}
