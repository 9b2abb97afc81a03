package io.racetrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Statements of the core's corpus. */
final class CorpusTexts {

  private static final String FOLDER = "/io/racetrace/access/sql/";

  private CorpusTexts() {}

  /**
   * The texts in the corpus' order, again from its begin under other table names until there are
   * enough.
   */
  static List<String> prepared(int count) {
    List<String> cases = new ArrayList<>();
    for (String text : read("postgresql.txt")) {
      if (text.indexOf('?') >= 0 && text.indexOf('\'') < 0 && text.indexOf('$') < 0) {
        cases.add(text);
      }
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = cases.get(i % cases.size());
      // A comment in front makes it another text.
      texts.add(i < cases.size() ? text : "/* " + i / cases.size() + " */ " + text);
    }
    return texts;
  }

  /** What begins with # is for readers, what begins with => says what the statement does. */
  static List<String> read(String file) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String line : lines(file)) {
      if (line.isBlank()) {
        if (text.length() > 0) {
          texts.add(text.toString());
        }
        text.setLength(0);
      } else if (!line.startsWith("=> ") && !(text.length() == 0 && line.startsWith("# "))) {
        text.append(text.length() == 0 ? "" : "\n").append(line);
      }
    }
    if (text.length() > 0) {
      texts.add(text.toString());
    }
    return texts;
  }

  private static List<String> lines(String file) {
    try (InputStream in = CorpusTexts.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("not packed: " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
