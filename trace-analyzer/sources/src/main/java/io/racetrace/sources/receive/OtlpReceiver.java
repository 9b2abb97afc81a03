package io.racetrace.sources.receive;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Receives spans live, over OTLP/HTTP and OTLP/gRPC, and writes them to a file.
 *
 * <p>Each request becomes one line of OTLP JSON, in the shape that the OpenTelemetry Collector's
 * file exporter gives it, and the line is in the file before the request is answered: what a sender
 * was told is accepted survives the end of this process, and with {@link Fsync#ALWAYS} a loss of
 * power. A request that can't be written is answered so that its sender tries again.
 */
public final class OtlpReceiver implements AutoCloseable {

  private final SpanFiles files;
  private final Intake intake;
  private final @Nullable Door http;
  private final @Nullable Door grpc;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OtlpReceiver(SpanFiles files, Intake intake, @Nullable Door http, @Nullable Door grpc) {
    this.files = files;
    this.intake = intake;
    this.http = http;
    this.grpc = grpc;
  }

  /**
   * Listens for OTLP/HTTP on a free port of the loopback address.
   *
   * @param spansFile created, or emptied if it is there
   * @throws IOException if the file can't be written or no port is free
   */
  public static OtlpReceiver listen(Path spansFile) throws IOException {
    return listen(spansFile, 0);
  }

  /**
   * Listens for OTLP/HTTP on the given port of the loopback address.
   *
   * @param spansFile created, or emptied if it is there
   * @param port 0 for a free one
   * @throws IOException if the file can't be written or the port is taken
   */
  public static OtlpReceiver listen(Path spansFile, int port) throws IOException {
    return writingTo(spansFile).emptied().http(port).start();
  }

  /** A receiver that adds to the given file, and creates it where there is none. */
  public static Builder writingTo(Path spansFile) {
    return new Builder(spansFile);
  }

  /**
   * The base address for OTLP/HTTP, such as {@code http://127.0.0.1:43123}; traces go to its
   * /v1/traces.
   *
   * @throws IllegalStateException if it does not listen for that
   */
  public URI endpoint() {
    return uri(http);
  }

  /**
   * The address for OTLP/gRPC, such as {@code http://127.0.0.1:43124}.
   *
   * @throws IllegalStateException if it does not listen for that
   */
  public URI grpcEndpoint() {
    return uri(grpc);
  }

  private static URI uri(@Nullable Door door) {
    if (door == null) {
      throw new IllegalStateException("the receiver does not listen for this protocol");
    }
    return URI.create("http://" + text(door.address()));
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** How many spans were written so far. */
  public long spans() {
    return intake.spans();
  }

  /** How many bytes were written so far. */
  public long bytes() {
    return files.bytes();
  }

  /** The names of the services that spans came from so far, up to a bound. */
  public Set<String> services() {
    return intake.services();
  }

  /** How many requests were answered with an error so far. */
  public long refused() {
    return intake.refused();
  }

  /** Why the last such request was; empty if there was none. */
  public String lastRefusal() {
    return intake.lastRefusal();
  }

  /** The files that were written to and are still there, oldest first. */
  public List<Path> files() {
    return files.files();
  }

  /** Lets running requests end, for a few seconds, then closes the ports and the file. */
  @Override
  public void close() throws IOException {
    if (!closed.getAndSet(true)) {
      try {
        close(http);
        close(grpc);
      } finally {
        files.close();
      }
    }
  }

  private static void close(@Nullable Door door) {
    if (door != null) {
      door.close();
    }
  }

  /** How to listen and how to write. */
  public static final class Builder {

    private final Path file;
    private boolean emptied;
    private InetAddress address = InetAddress.getLoopbackAddress();
    private @Nullable Integer httpPort;
    private @Nullable Integer grpcPort;
    private Fsync fsync = Fsync.CLOSE;
    private long maxBytes;
    private int maxRotated;

    private Builder(Path file) {
      this.file = file;
    }

    /** What the file held is gone. */
    public Builder emptied() {
      emptied = true;
      return this;
    }

    /** The address to listen on; that of the loopback if nothing is said. */
    public Builder address(InetAddress address) {
      this.address = address;
      return this;
    }

    /**
     * Listens for OTLP/HTTP.
     *
     * @param port 0 for a free one
     */
    public Builder http(int port) {
      httpPort = port;
      return this;
    }

    /**
     * Listens for OTLP/gRPC.
     *
     * @param port 0 for a free one
     */
    public Builder grpc(int port) {
      grpcPort = port;
      return this;
    }

    /** When to force spans to the disk; {@link Fsync#CLOSE} if nothing is said. */
    public Builder fsync(Fsync fsync) {
      this.fsync = fsync;
      return this;
    }

    /**
     * A file that would become longer than this gets the time into its name, and a new one takes
     * its place.
     *
     * @param bytes 0 for never, which is so if nothing is said
     */
    public Builder maxBytes(long bytes) {
      maxBytes = bytes;
      return this;
    }

    /**
     * How many such renamed files stay; the oldest ones beyond are deleted, those of former runs as
     * well.
     *
     * @param files 0 for all, which is so if nothing is said
     */
    public Builder maxRotated(int files) {
      maxRotated = files;
      return this;
    }

    /**
     * Listens.
     *
     * @throws IOException if the file can't be written, or holds something else than lines of JSON
     * @throws BindException if a port is taken; the message says which
     */
    public OtlpReceiver start() throws IOException {
      LineFile lines = emptied ? LineFile.emptied(file) : LineFile.atEnd(file);
      SpanFiles files =
          new SpanFiles(file, lines, fsync, maxBytes, maxRotated, InstantSource.system());
      Intake intake = new Intake(files);
      Door http = null;
      Door grpc = null;
      try {
        http = httpPort == null ? null : open("HTTP", HttpDoor::open, httpPort, intake);
        grpc = grpcPort == null ? null : open("gRPC", GrpcDoor::open, grpcPort, intake);
        return new OtlpReceiver(files, intake, http, grpc);
      } catch (IOException e) {
        OtlpReceiver.close(http);
        files.close();
        throw e;
      }
    }

    private Door open(String protocol, DoorMaker maker, int port, Intake intake)
        throws IOException {
      InetSocketAddress socket = new InetSocketAddress(address, port);
      try {
        return maker.open(socket, intake);
      } catch (IOException e) {
        BindException named =
            new BindException(
                "can't listen on "
                    + text(socket)
                    + " for OTLP/"
                    + protocol
                    + ": "
                    + e.getMessage());
        named.initCause(e);
        throw named;
      }
    }
  }

  @FunctionalInterface
  private interface DoorMaker {
    Door open(InetSocketAddress address, Intake intake) throws IOException;
  }
}
