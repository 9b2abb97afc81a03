package io.racetrace.sources;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in, and the machine around it. */
public final class Checkout {

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
  static String version(String name) throws IOException {
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

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
