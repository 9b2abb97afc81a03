package io.racetrace.sources;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The checkout that the tests run in, and the machine around it. */
public final class Checkout {

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) ProcessHandle.current().pid() * 97);

  private Checkout() {}

  /** A file of the checkout. */
  public static Path file(String name) throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".ci/versions"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IOException("no .ci/versions in this folder or above it");
      }
    }
    return folder.resolve(name);
  }

  /** What .ci/versions says of a part, such as {@code JAEGER_VERSION}. */
  public static String version(String name) throws IOException {
    for (String line : Files.readAllLines(file(".ci/versions"))) {
      if (line.startsWith(name + "=")) {
        return line.substring(line.indexOf('=') + 1);
      }
    }
    throw new IOException("no " + name + " in .ci/versions");
  }

  /** Where the scripts in .ci leave what they build. */
  static Path parts() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return caches.resolve("racetrace-parts");
  }

  /**
   * A port that nobody listens on, and never the same one twice. It lies below the ports that
   * systems give to outgoing connections: one of those could take it before it is listened on.
   */
  public static int freePort() throws IOException {
    for (int tries = 0; tries < PORTS; tries++) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Somebody is there; the next one, then.
      }
    }
    throw new IOException("no port is free");
  }
}
