package io.racetrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.stream.IntStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The least that any reader of a file of JSON lines has to do with Jackson: each part of the file
 * cut into its tokens, on a core of its own, and nothing done with them.
 */
public final class Tokens {

  private Tokens() {}

  /**
   * @param arguments the file
   */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    int parts = Runtime.getRuntime().availableProcessors();
    long tokens =
        IntStream.range(0, parts).parallel().mapToLong(part -> count(file, part, parts)).sum();
    System.out.println(tokens + " tokens");
  }

  private static long count(Path file, int part, int parts) {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      long end = lineFrom(bytes, bytes.length() * (part + 1) / parts);
      bytes.seek(lineFrom(bytes, bytes.length() * part / parts));
      long tokens = 0;
      try (JsonParser parser =
          new JsonFactory()
              .createParser(
                  ObjectReadContext.empty(), new Part(bytes, end - bytes.getFilePointer()))) {
        while (parser.nextToken() != null) {
          tokens++;
        }
      }
      return tokens;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Where the first line begins that is not before this. */
  private static long lineFrom(RandomAccessFile bytes, long position) throws IOException {
    if (position == 0 || position == bytes.length()) {
      return position;
    }
    bytes.seek(position - 1);
    InputStream in = Channels.newInputStream(bytes.getChannel());
    byte[] chunk = new byte[1 << 16];
    long at = position - 1;
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      for (int i = 0; i < read; i++) {
        if (chunk[i] == '\n') {
          return at + i + 1;
        }
      }
      at += read;
    }
    return bytes.length();
  }

  /** So many bytes of a file, and then its end. */
  private static final class Part extends InputStream {
    private final RandomAccessFile bytes;
    private long left;

    Part(RandomAccessFile bytes, long left) {
      this.bytes = bytes;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = left <= 0 ? -1 : bytes.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
