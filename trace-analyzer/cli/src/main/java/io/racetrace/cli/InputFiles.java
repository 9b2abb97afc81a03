package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that were named on the command line. */
final class InputFiles {

  private static final String STANDARD_INPUT = "-";

  private InputFiles() {}

  /**
   * Checks all files, then makes a source of each.
   *
   * @param in what {@code -} stands for
   * @throws IOException if some can't be read; the message names all of them
   */
  static List<SpanSource> sources(List<String> names, InputStream in) throws IOException {
    List<SpanSource> sources = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      if (name.equals(STANDARD_INPUT)) {
        sources.add(FileSource.of(in, "standard-input"));
      } else {
        Path file = Path.of(name);
        String problem = problem(file);
        if (problem.isEmpty()) {
          sources.add(FileSource.of(file));
        } else {
          problems.add(problem);
        }
      }
    }
    if (names.stream().filter(STANDARD_INPUT::equals).count() > 1) {
      problems.add("the standard input (-) can be read only once");
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
    return sources;
  }

  private static String problem(Path file) {
    if (!Files.exists(file)) {
      return file + " is not there";
    }
    if (Files.isDirectory(file)) {
      return file + " is a folder; name the files in it";
    }
    if (!Files.isReadable(file)) {
      return file + " can't be read; check its permissions";
    }
    return "";
  }
}
