package io.racetrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody looks at what is printed. */
final class Terminal {

  private Terminal() {}

  /** Whether the standard output is a terminal that understands colours and wants them. */
  static boolean wantsColor() {
    String noColor = System.getenv("NO_COLOR");
    return isTerminal(1)
        && (noColor == null || noColor.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether the standard error is a terminal. */
  static boolean showsProgress() {
    return isTerminal(2);
  }

  @SuppressWarnings("SystemConsoleNull") // It does return null on the JDKs that it is asked on.
  private static boolean isTerminal(int descriptor) {
    try {
      // System.console() looks at input and output at once, and from JDK 22 on at neither.
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Runtime.version().feature() < 22 && System.console() != null;
    }
  }

  static String printable(String raw) {
    return raw.replaceAll("[^ -~]", "?");
  }
}
