package io.racetrace.cli.yaml;

import java.io.IOException;

/** A file that is not what it should be; the message begins with file, line and column. */
public final class YamlFaultException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String where;
  private final String what;

  YamlFaultException(String where, String what) {
    super(where + ": " + what);
    this.where = where;
    this.what = what;
  }

  /** File, line and column. */
  public String where() {
    return where;
  }

  public String what() {
    return what;
  }
}
