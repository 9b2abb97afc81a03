package io.racetrace.lab.stage;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * A Redis that runs already. The lab adds streams and counters to it, and never stops it.
 *
 * @param url like {@code redis://:password@host:6379}
 */
public record GivenRedis(String url) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 512;

  /**
   * @throws IllegalArgumentException where it is no such URL
   */
  public GivenRedis {
    URI uri = parsed(url);
    boolean isRedis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
    if (!isRedis || uri.getHost() == null) {
      throw new IllegalArgumentException("it must be like redis://:password@host:6379");
    }
  }

  private static URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException noUrl) {
      throw new IllegalArgumentException("it must be like redis://:password@host:6379", noUrl);
    }
  }

  /**
   * Says hello, before anything is started that would wait for it.
   *
   * @throws LabException where nobody answers, or not as Redis does
   */
  void check() {
    URI uri = URI.create(url);
    int port = uri.getPort() < 0 ? 6379 : uri.getPort();
    List<String> commands = new ArrayList<>();
    if (uri.getUserInfo() != null) {
      String[] login = uri.getUserInfo().split(":", 2);
      String user = login.length < 2 || login[0].isEmpty() ? "" : quoted(login[0]) + " ";
      commands.add("AUTH " + user + quoted(login[login.length - 1]));
    }
    commands.add("PING");
    try (Socket socket = socket(uri)) {
      socket.connect(new InetSocketAddress(uri.getHost(), port), (int) PATIENCE.toMillis());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = line(socket.getInputStream());
        if (!answer.startsWith("+")) {
          throw new LabException(
              "--redis: "
                  + this
                  + " answers "
                  + (answer.isEmpty() ? "nothing" : "\"" + answer + "\"")
                  + "; look whether that is a Redis, and whether user and password are right");
        }
      }
    } catch (IOException failure) {
      throw new LabException(
          "--redis: "
              + this
              + " does not answer: "
              + failure.getMessage()
              + "; try redis-cli -h "
              + uri.getHost()
              + " -p "
              + port
              + " ping, or leave --redis out, and the lab starts its own",
          failure);
    }
  }

  private static Socket socket(URI uri) throws IOException {
    return "rediss".equals(uri.getScheme())
        ? SSLSocketFactory.getDefault().createSocket()
        : new Socket();
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read();
        next >= 0 && next != '\r' && line.length() < LONGEST_ANSWER;
        next = in.read()) {
      line.append((char) next);
    }
    // The line feed behind it.
    in.read();
    return line.toString();
  }

  /** Without its password. */
  @Override
  public String toString() {
    return url.replaceAll("://[^@/]*@", "://***@");
  }
}
