package io.racetrace.lab.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process without which a run cannot go on.
 *
 * @param name for messages
 * @param isAlive whether it runs
 * @param exitCode asked when it does not run any more; null where nobody knows
 * @param log what it wrote
 */
record Part(String name, BooleanSupplier isAlive, @Nullable IntSupplier exitCode, Path log) {
  private static final int LINES = 10;
  private static final int LINE_LENGTH = 180;
  private static final int TAIL_BYTES = 64 * 1024;

  // What a shell and the JVM say of a process that a signal ended.
  private static final int BY_SIGNAL = 128;
  private static final int SIGKILL = 9;

  /** A process of which only the number is known, and no exit code. */
  static Part of(String name, ProcessHandle process, Path log) {
    return new Part(name, () -> isAlive(process), null, log);
  }

  // Dead, and not yet taken note of by whoever is its parent now: that parent may never do so.
  private static boolean isAlive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
    } catch (IOException noSuchSystem) {
      return process.isAlive();
    }
  }

  /** What a person wants to know of its death, and what to do. */
  String obituary() {
    int code = exitCode == null ? -1 : exitCode.getAsInt();
    boolean isKilled = code == BY_SIGNAL + SIGKILL;
    String how =
        exitCode == null
            ? " died"
            : isKilled
                ? " was killed (exit code " + code + ", SIGKILL)"
                : " ended with exit code " + code;
    String next =
        isKilled || exitCode == null
            ? "see in dmesg whether the kernel killed it for want of memory; give the machine more,"
                + " or show fewer exhibits at once"
            : "read its log; then show the exhibit again by itself";
    return "%s%s.%nIts log, %s, ends with:%n%s%nNext: %s.".formatted(name, how, log, tail(), next);
  }

  /** Without the lines of stack traces, which are in the log for whoever wants them. */
  private String tail() {
    List<String> lines = new ArrayList<>();
    try {
      for (String line : end().split("\r?\n", -1)) {
        if (!line.isBlank() && !isOfStackTrace(line)) {
          lines.add("    " + (line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) : line));
        }
      }
    } catch (IOException unreadable) {
      return "    (cannot be read: " + unreadable.getMessage() + ")";
    }
    return lines.isEmpty()
        ? "    (it wrote nothing)"
        : String.join(
            System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }

  private String end() throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - TAIL_BYTES));
      ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // To the end.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  private static boolean isOfStackTrace(String line) {
    return line.startsWith("\tat ") || line.startsWith("\t... ") || line.startsWith("\tSuppressed");
  }
}
