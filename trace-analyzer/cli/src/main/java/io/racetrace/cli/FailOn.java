package io.racetrace.cli;

import io.racetrace.cli.saved.ReportDiff.Change;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From which certainty on a finding makes the program exit with 1. */
enum FailOn {
  PROVEN(Certainty.PROVEN),
  LIKELY(Certainty.LIKELY),
  POSSIBLE(Certainty.POSSIBLE),
  LATENT(Certainty.LATENT),
  NEVER(null);

  private final @Nullable Certainty certainty;

  FailOn(@Nullable Certainty certainty) {
    this.certainty = certainty;
  }

  /** Whether this finding makes it fail. */
  boolean isFailed(Finding finding) {
    return takes(finding.certainty());
  }

  /** Whether this is at least as sure. */
  boolean takes(Certainty other) {
    return certainty != null && other.isAtLeast(certainty);
  }

  /** Whether this change makes it fail: it is so sure now, and was not. */
  boolean isFailed(Change change) {
    return certainty != null && change.hasReached(certainty);
  }

  /** The code that the program exits with after this report. */
  int exitCode(Report report) {
    if (certainty != null && report.hasFindings(certainty)) {
      return ExitCode.FINDINGS;
    }
    // Weak findings do not make up for what was not seen.
    return report.isConclusive() || report.hasFindings(Certainty.POSSIBLE) && certainty == null
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }

  /** Reads the names as the help writes them. */
  static final class Converter implements ITypeConverter<FailOn> {

    @Override
    public FailOn convert(String text) {
      for (FailOn value : values()) {
        if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
          return value;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is none of proven, likely, possible, latent, never");
    }
  }
}
