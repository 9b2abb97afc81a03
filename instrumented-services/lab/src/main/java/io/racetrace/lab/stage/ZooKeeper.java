package io.racetrace.lab.stage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;

/** A real ZooKeeper server in this process. */
public final class ZooKeeper implements AutoCloseable {
  private static final int TICK_MILLIS = 500;
  private static final int CONNECTIONS = 60;

  private final int port;
  private @Nullable TestingServer server;

  ZooKeeper(int port) {
    this.port = port;
  }

  /** Host and port, as its clients want it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /**
   * Starts it; nothing where it runs already.
   *
   * @throws LabException when it does not come up
   */
  public synchronized void start() {
    if (server == null) {
      // It would otherwise bring a web server of its own, at a port that may be taken.
      System.setProperty("zookeeper.admin.enableServer", "false");
      try {
        server =
            new TestingServer(
                new InstanceSpec(null, port, -1, -1, true, -1, TICK_MILLIS, CONNECTIONS), true);
      } catch (Exception failure) {
        throw new LabException("ZooKeeper does not start: " + failure.getMessage(), failure);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      try {
        server.close();
      } catch (IOException failure) {
        throw new LabException("ZooKeeper does not stop: " + failure.getMessage(), failure);
      } finally {
        server = null;
        deleteConfiguration();
      }
    }
  }

  // The library leaves its file in the folder of temporary files; others there are not ours.
  private void deleteConfiguration() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "zookeeper.configuration*.properties")) {
      for (Path file : files) {
        if (Files.readString(file).lines().anyMatch(line -> line.endsWith("lientPort=" + port))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // A file of a few bytes stays.
    }
  }
}
