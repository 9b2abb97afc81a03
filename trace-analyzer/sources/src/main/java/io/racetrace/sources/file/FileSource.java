package io.racetrace.sources.file;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.Compression;
import io.racetrace.sources.decode.PeekedInput;
import io.racetrace.trace.Span;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/**
 * The spans of one file, plain or packed with gzip or zstd. What it holds is told by its first
 * bytes, whatever it is called.
 *
 * <p>It can be read more than once, except for the standard input.
 */
public final class FileSource implements SpanSource {

  /** Opens what is read. */
  @FunctionalInterface
  private interface Opening {
    InputStream open() throws IOException;
  }

  private final String where;
  private final Opening opening;

  private FileSource(String where, Opening opening) {
    this.where = where;
    this.opening = opening;
  }

  /** A file; diagnostics name it without its folder, so that reports do not hold paths. */
  public static FileSource of(Path file) {
    Path name = file.getFileName();
    return new FileSource((name == null ? file : name).toString(), () -> open(file));
  }

  /** An open stream, such as the standard input; it is read once and left open. */
  public static FileSource of(InputStream in, String where) {
    return new FileSource(
        where,
        () ->
            new InputStream() {
              @Override
              public int read() throws IOException {
                return in.read();
              }

              @Override
              public int read(byte[] target, int from, int length) throws IOException {
                return in.read(target, from, length);
              }
            });
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the file is not there or can't be read; what it holds is never a reason
   */
  @Override
  public void read(SpanSink sink) throws IOException {
    try (InputStream raw = opening.open()) {
      InputStream unpacked;
      try {
        unpacked = Compression.unpacked(raw);
      } catch (EOFException | ZipException e) {
        sink.diagnostic(
            new Diagnostic(
                Diagnostic.Kind.TRUNCATED_INPUT, where, 1, "the gzip header is not whole"));
        return;
      }
      try (unpacked) {
        PeekedInput input = PeekedInput.of(unpacked);
        Watched watched = new Watched(sink);
        Formats.decoder(input.head()).decode(input.all(), where, watched);
        if (watched.isSilent) {
          // Other files must not cover it up.
          sink.diagnostic(
              new Diagnostic(Diagnostic.Kind.EMPTY_INPUT, where, 1, "no span is in it"));
        }
      }
    }
  }

  /** Notes whether anything came. */
  private static final class Watched implements SpanSink {

    private final SpanSink sink;
    private boolean isSilent = true;

    Watched(SpanSink sink) {
      this.sink = sink;
    }

    @Override
    public void span(Span span) {
      isSilent = false;
      sink.span(span);
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      isSilent = false;
      sink.diagnostic(diagnostic);
    }

    @Override
    public Runnable prepared(List<Span> spans) {
      Runnable rest = sink.prepared(spans);
      return () -> {
        isSilent &= spans.isEmpty();
        rest.run();
      };
    }

    @Override
    public boolean uses(String attribute) {
      return sink.uses(attribute);
    }
  }

  private static InputStream open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder; name the files in it");
    }
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there; check the name", e);
    }
  }
}
