package io.racetrace.cli;

import io.racetrace.report.Baseline;
import io.racetrace.report.BaselineFile;
import io.racetrace.report.Report;
import io.racetrace.report.Screening;
import io.racetrace.report.Suppression;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is known already, and so does not count. */
final class ScreeningOptions {

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Findings that are in this file do not count; 'racetrace baseline create' writes it.")
  private @Nullable Path baseline;

  /** The lists, read. */
  record Lists(@Nullable Baseline baseline, List<Suppression> exceptions) {

    /** Says on the way what is to be known of the lists. */
    Screening screen(Report report, PrintWriter err) {
      Screening screening =
          Screening.of(report, baseline, exceptions, LocalDate.now(Clock.systemUTC()));
      screening.notes().forEach(note -> err.println("racetrace: " + note));
      err.flush();
      return screening;
    }
  }

  /**
   * @param named a baseline that a file of assertions names; null if it names none
   * @throws IOException if a baseline can't be read or is not what it should be, or there are two
   */
  Lists read(List<Suppression> exceptions, @Nullable Path named) throws IOException {
    if (baseline != null && named != null && !named.normalize().equals(baseline.normalize())) {
      throw new IOException(
          "--baseline " + baseline + ", but the file of assertions names " + named + "; keep one");
    }
    Path file = baseline == null ? named : baseline;
    return new Lists(file == null ? null : BaselineFile.read(file), exceptions);
  }
}
