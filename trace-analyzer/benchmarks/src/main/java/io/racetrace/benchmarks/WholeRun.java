package io.racetrace.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * One run of a program, from its start to its end.
 *
 * @param wall in seconds
 * @param cpu of all its threads and of what it started, in seconds
 * @param peak most memory that was resident at one time, in bytes
 */
record WholeRun(double wall, double cpu, long peak) {

  private static final long TICKS_A_SECOND = 100;
  private static final long MILLIS_BETWEEN_LOOKS = 10;

  /**
   * Runs a program.
   *
   * @param ok exit codes below or equal to this one are a run that completed
   * @throws IOException if it did not complete
   */
  static WholeRun of(List<String> command, Path log, int ok)
      throws IOException, InterruptedException {
    long cpuBefore = ticksOfChildren();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      long peak = 0;
      while (process.isAlive()) {
        peak = Math.max(peak, peak(status));
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
      }
      int code = process.waitFor();
      double wall = (System.nanoTime() - start) / 1e9;
      if (code < 0 || code > ok) {
        throw new IOException(String.join(" ", command) + " ended with " + code + ", see " + log);
      }
      double cpu = (ticksOfChildren() - cpuBefore) / (double) TICKS_A_SECOND;
      return new WholeRun(wall, cpu, peak);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The kernel keeps the highest mark itself, so that looking now and then misses little. */
  private static long peak(Path status) throws IOException {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (NoSuchFileException e) {
      // It has just ended.
    } catch (IOException e) {
      if (!"No such process".equals(e.getMessage())) {
        throw e;
      }
    }
    return 0;
  }

  /** What all programs that this one started and waited for have used, as the kernel counts it. */
  private static long ticksOfChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
  }
}
