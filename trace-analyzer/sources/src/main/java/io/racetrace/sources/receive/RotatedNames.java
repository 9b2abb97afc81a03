package io.racetrace.sources.receive;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names that full files get: that of the file with the UTC time of its rotation in it, such as
 * {@code spans-2022-09-14T05-02-14.173.jsonl}, as the Collector's file exporter gives them.
 *
 * @param folder where the files are
 * @param stem the name up to its last dot
 * @param extension the rest, with the dot
 */
record RotatedNames(Path folder, String stem, String extension) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  private static final String TIME_PATTERN = "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}";

  static RotatedNames of(Path file) {
    Path absolute = file.toAbsolutePath();
    String name = absolute.getFileName().toString();
    int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
    Path folder = file.getParent() == null ? Path.of("") : file.getParent();
    return new RotatedNames(folder, name.substring(0, dot), name.substring(dot));
  }

  /** Gives the file a name that no other file has, and returns it. */
  Path move(Path file, Instant now) throws IOException {
    Instant time = now;
    while (true) {
      Path target = folder.resolve(stem + "-" + TIME.format(time) + extension);
      try {
        return Files.move(file, target);
      } catch (FileAlreadyExistsException e) {
        time = time.plusMillis(1);
      }
    }
  }

  /** Deletes the oldest files with such names, and returns which. */
  List<Path> deleteAllBut(int newest) throws IOException {
    Pattern name =
        Pattern.compile(Pattern.quote(stem + "-") + TIME_PATTERN + Pattern.quote(extension));
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all =
          files
              .filter(file -> name.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    List<Path> old = all.subList(0, Math.max(0, all.size() - newest));
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
    return old;
  }
}
