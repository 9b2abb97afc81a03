package io.racetrace.testing;

import io.racetrace.SpanSource;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Spans that other processes send, kept in a file. */
final class ReceivedRecording implements Recording {

  private static final List<String> BUILD_FOLDERS = List.of("target", "build");

  private final Path file;
  private final OtlpReceiver receiver;

  private ReceivedRecording(Path file, OtlpReceiver receiver) {
    this.file = file;
    this.receiver = receiver;
  }

  /**
   * Listens on free ports.
   *
   * @throws UncheckedIOException if there is none, or no file can be written
   */
  static ReceivedRecording on(InetAddress address) {
    try {
      Path file = Files.createTempFile(folder(), "spans-", ".jsonl");
      OtlpReceiver receiver =
          OtlpReceiver.writingTo(file).emptied().address(address).http(0).grpc(0).start();
      return new ReceivedRecording(file, receiver);
    } catch (IOException e) {
      throw new UncheckedIOException("can't record spans: " + e.getMessage(), e);
    }
  }

  /** Where a build keeps what it made, so that failures can be looked at afterwards. */
  private static Path folder() throws IOException {
    for (String name : BUILD_FOLDERS) {
      if (Files.isDirectory(Path.of(name))) {
        return Files.createDirectories(Path.of(name, "racetrace"));
      }
    }
    return Files.createTempDirectory("racetrace-");
  }

  URI endpoint() {
    return receiver.endpoint();
  }

  URI grpcEndpoint() {
    return receiver.grpcEndpoint();
  }

  long spans() {
    return receiver.spans();
  }

  @Override
  public SpanSource source() {
    return FileSource.of(file);
  }

  @Override
  public String place() {
    return file + ", sent to " + endpoint() + " or, by gRPC, to " + grpcEndpoint();
  }

  @Override
  public void end() throws IOException {
    receiver.close();
  }
}
