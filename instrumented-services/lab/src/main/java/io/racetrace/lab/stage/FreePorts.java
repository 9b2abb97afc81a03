package io.racetrace.lab.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports that nobody listens on. */
public final class FreePorts {
  private FreePorts() {}

  /**
   * Finds different ports. They are free now; somebody else may still take one before it is used.
   *
   * @throws LabException when there are none
   */
  public static List<Integer> find(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      // All are held until the last is found, so that no port comes twice.
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException failure) {
      throw new LabException("no free port: " + failure.getMessage(), failure);
    } finally {
      for (ServerSocket socket : sockets) {
        try {
          socket.close();
        } catch (IOException notClosed) {
          // It was never connected; the port is free again when the process ends at the latest.
        }
      }
    }
  }
}
