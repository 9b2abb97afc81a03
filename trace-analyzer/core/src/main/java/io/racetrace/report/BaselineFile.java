package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.report.Baseline.Known;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A baseline as a file: a line for each finding, in the order of fingerprints, so that a review
 * shows what came and what went.
 *
 * <pre>
 * # racetrace-baseline/1
 * b12910c95d532298 proven lost-update postgresql/shop/account by orders, referrals
 * </pre>
 */
public final class BaselineFile {

  private static final String FORMAT = "racetrace-baseline/";
  private static final String HEAD = "# " + FORMAT + "1";
  private static final String ANEW = "; 'racetrace baseline create' writes such a file";

  private BaselineFile() {}

  /** What the file of a baseline holds. */
  public static String text(Baseline baseline) {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    text.append("# Findings that were known when this was written: only others count.\n");
    text.append("# 'racetrace baseline update' brings it up to date, and nothing else does.\n");
    for (Known known : baseline.known().values()) {
      text.append(known.fingerprint()).append(' ');
      text.append(known.certainty().name().toLowerCase(Locale.ROOT)).append(' ');
      text.append(known.rule()).append(' ');
      text.append(Printable.text(known.what())).append('\n');
    }
    return text.toString();
  }

  /**
   * @throws IOException if it can't be read or is not what it should be; the message names file,
   *     line and column, and what to do
   */
  public static Baseline read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file" + ANEW, e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ":1:1: no text in UTF-8" + ANEW, e);
    }
    head(file, lines.isEmpty() ? "" : lines.get(0));
    SortedMap<String, Known> known = new TreeMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Known entry = entry(line, file + ":" + (i + 1));
      Known before = known.put(entry.fingerprint(), entry);
      if (before != null) {
        throw new IOException(
            entry.where()
                + ":1: "
                + entry.fingerprint()
                + " is at "
                + before.where()
                + " too; delete one of the lines");
      }
    }
    return new Baseline(known);
  }

  private static void head(Path file, String head) throws IOException {
    if (head.equals(HEAD)) {
      return;
    }
    throw new IOException(
        file
            + ":1:1: "
            + (head.startsWith("# " + FORMAT)
                ? "'"
                    + head.substring(2)
                    + "' is another version's; use the racetrace that wrote it"
                : "no baseline, as it does not begin with '" + HEAD + "'" + ANEW));
  }

  private static Known entry(String line, String where) throws IOException {
    String[] words = line.split(" ", 4);
    if (!words[0].matches("[0-9a-f]{16}")) {
      throw new IOException(
          where
              + ":1: '"
              + Printable.text(words[0])
              + "' is no fingerprint of 16 digits"
              + (words[0].matches("[<=>|]{7}") ? "; settle the merge" : "; delete the line"));
    }
    if (words.length < 3) {
      throw new IOException(
          where
              + ":"
              + (line.length() + 1)
              + ": after the fingerprint come certainty and rule; delete the line, and see what"
              + " 'racetrace baseline update' writes");
    }
    int column = words[0].length() + 2;
    Certainty certainty = certainty(words[1], where + ":" + column);
    column += words[1].length() + 1;
    if (!words[2].matches("[a-z][a-z0-9-]*")) {
      throw new IOException(
          where
              + ":"
              + column
              + ": '"
              + Printable.text(words[2])
              + "' is no rule; delete the line");
    }
    return new Known(words[0], certainty, words[2], words.length < 4 ? "" : words[3], where);
  }

  private static Certainty certainty(String word, String where) throws IOException {
    for (Certainty certainty : Certainty.values()) {
      if (certainty.name().toLowerCase(Locale.ROOT).equals(word)) {
        return certainty;
      }
    }
    throw new IOException(
        where + ": '" + Printable.text(word) + "' is none of proven, likely, possible, latent");
  }
}
