package io.racetrace.sources.decode;

import io.racetrace.OrderedWork;
import io.racetrace.SpanSink;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * The JSON values of one input, whichever format they are of.
 *
 * <p>Usually a line holds a value, or several of them; a line that is broken is told by its number
 * and the next one goes on. An input whose first line does not hold a whole value is read as one
 * document instead. Only the spans of one line are held at a time, and of a very long line, or a
 * document, only those of the last few thousand spans.
 */
public final class JsonLines {

  /** Lines that begin with the same characters, as many, are values of their own. */
  private static final int BEGINNING = 12;

  private JsonLines() {}

  /**
   * Reads to the end. What is not of the format becomes a diagnostic and the rest goes on.
   *
   * @param in left open
   * @param where the name of the input in diagnostics
   * @throws IOException if {@code in} throws it
   */
  public static void decode(
      InputStream in, String where, SpanSink sink, JsonSpanReader.Factory format)
      throws IOException {
    InputFaults faults = new InputFaults(where, sink);
    new Decoding(new LineInput(in), faults, sink, format).run();
    faults.end();
  }

  /**
   * The same on several threads, for formats whose lines have nothing to do with each other; nobody
   * can tell the difference.
   */
  public static void decodeOnAllCores(
      InputStream in, String where, SpanSink sink, JsonSpanReader.Factory format)
      throws IOException {
    decode(in, where, sink, format, OrderedWork.allCores());
  }

  static void decode(
      InputStream in, String where, SpanSink sink, JsonSpanReader.Factory format, int threads)
      throws IOException {
    InputFaults faults = new InputFaults(where, sink);
    LineBlocks blocks = new LineBlocks(in, faults, sink, format);
    blocks.decode(threads);
    LineInput rest = new LineInput(blocks.rest(), blocks.lines());
    new Decoding(rest, faults, sink, format).run();
    faults.end();
  }

  /** One run over one input. */
  private static final class Decoding {

    private final LineInput lines;
    private final InputFaults faults;
    private final JsonSpanReader reader;
    private final HeldSpans held;

    /** Where the current value begins, in a document. */
    private long valueLine;

    Decoding(LineInput lines, InputFaults faults, SpanSink sink, JsonSpanReader.Factory format) {
      this.lines = lines;
      this.faults = faults;
      this.held = new HeldSpans(sink, faults);
      this.reader = format.reader(held);
    }

    void run() throws IOException {
      try {
        if (lines.line() == 0 && isDocument(lines.head())) {
          document();
        } else {
          while (lines.nextLine()) {
            line();
          }
        }
      } catch (EOFException e) {
        // Compressed input that stops; all that came out of it before is good.
        held.release();
        faults.truncated(lines.line(), "the compressed input ends in the middle");
      } catch (ZipException e) {
        held.drop();
        faults.undecodable(lines.line(), "the rest can't be unpacked: " + e.getMessage());
      }
    }

    private void line() throws IOException {
      try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), lines)) {
        try {
          values(in);
          held.release();
        } catch (JacksonException e) {
          undecodable(e, endsInTheMiddle(e, in));
        }
      } catch (JacksonException e) {
        // The encoding is guessed when the parser is made, from bytes that may be anything.
        undecodable(e, false);
      }
    }

    private void undecodable(JacksonException e, boolean inTheMiddle) throws IOException {
      rethrowInputFailure();
      long line = lines.line();
      if (inTheMiddle && lines.onlyBlanksFollow()) {
        held.release();
        faults.truncated(line, "the input ends in the middle: " + e.getOriginalMessage());
      } else {
        held.drop();
        faults.undecodable(line, e.getOriginalMessage());
      }
    }

    /** Whether the input was good as far as it goes: the parser stumbled over its end. */
    private boolean endsInTheMiddle(JacksonException e, JsonParser in) {
      return e instanceof UnexpectedEndOfInputException
          || (!(e instanceof Json.NotOfFormatException)
              && !lines.hasLineEnd()
              && lines.isLineRead()
              && in.currentLocation().getByteOffset() >= lines.offset());
    }

    private void document() throws IOException {
      try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), lines.rest())) {
        try {
          values(in);
        } catch (JacksonException e) {
          rethrowInputFailure();
          // What stands before the fault is whole; there is no next line to go on with.
          held.release();
          long line =
              e instanceof Json.NotOfFormatException ? valueLine : in.currentLocation().getLineNr();
          if (endsInTheMiddle(e, in)) {
            faults.truncated(line, "the input ends in the middle: " + e.getOriginalMessage());
          } else {
            faults.undecodable(line, "nothing is read from here on: " + e.getOriginalMessage());
          }
        }
        held.release();
      }
    }

    /** Reads values up to the end, with no or any white space between them. */
    private void values(JsonParser in) {
      while (in.nextToken() != null) {
        valueLine = in.currentTokenLocation().getLineNr();
        reader.read(in);
      }
    }

    /** The parser wraps the input's failures, and calls some bad content a failure as well. */
    private void rethrowInputFailure() throws IOException {
      IOException failure = lines.failure();
      if (failure != null) {
        throw failure;
      }
    }
  }

  /**
   * Whether the input is one document over several lines: its first line stops where JSON can't,
   * and the second one does not begin anew.
   */
  static boolean isDocument(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    int firstEnd = text.indexOf('\n');
    if (firstEnd < 0 || (text.charAt(0) != '{' && text.charAt(0) != '[')) {
      return false;
    }
    String first = text.substring(0, firstEnd).stripTrailing();
    String second = text.substring(firstEnd).stripLeading();
    boolean stops = "{[,:".indexOf(first.charAt(first.length() - 1)) >= 0;
    boolean beginsAnew =
        first.length() > BEGINNING && second.startsWith(first.substring(0, BEGINNING));
    return stops && !beginsAnew;
  }
}
