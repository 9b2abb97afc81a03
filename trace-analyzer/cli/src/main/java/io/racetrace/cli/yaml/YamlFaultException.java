package io.racetrace.cli.yaml;

import java.io.IOException;

/** A file that is not what it should be; the message begins with file, line and column. */
public final class YamlFaultException extends IOException {

  private static final long serialVersionUID = 1L;

  YamlFaultException(String where, String what) {
    super(where + ": " + what);
  }
}
