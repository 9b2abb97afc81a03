package io.racetrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One run of the program within the test. */
record Run(int exitCode, String out, String err) {

  static Run of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program = RacetraceCommandLine.create();
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(err));
    int exitCode = program.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
