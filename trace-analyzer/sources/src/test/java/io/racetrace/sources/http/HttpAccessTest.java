package io.racetrace.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAccessTest {

  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir Path folder;

  @Test
  void a_ca_of_ones_own_is_trusted_where_it_is_named_also_among_several() throws Exception {
    Path other = certificate("other");
    Path own = certificate("own");
    HttpsServer server = server("own");
    try {
      URI uri = URI.create("https://localhost:" + server.getAddress().getPort());
      Path both = folder.resolve("both.pem");
      Files.writeString(both, Files.readString(other) + "\n" + Files.readString(own));

      assertThat(get(uri, HttpAccess.open().trusting(own)).status()).isEqualTo(200);
      assertThat(get(uri, HttpAccess.open().trusting(both)).status()).isEqualTo(200);
      assertThatThrownBy(() -> get(uri, HttpAccess.open().trusting(other)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("no safe connection to " + uri)
          .hasMessageEndingWith("name that with --ca");
      assertThatThrownBy(() -> get(uri, HttpAccess.open()))
          .hasMessageStartingWith("no safe connection to " + uri);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_scheme_or_a_port_that_is_not_the_right_one_is_told_as_that() throws Exception {
    String refusal = "Client sent an HTTP request to an HTTPS server.";
    String answer =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: " + refusal.length() + "\r\n\r\n" + refusal;
    byte[] settingsOfHttp2 = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    try (ServerSocket http = saying(answer.getBytes(StandardCharsets.UTF_8));
        ServerSocket grpc = saying(settingsOfHttp2)) {
      assertThatThrownBy(() -> get(address("https", http), HttpAccess.open()))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("does not speak TLS; try http:// in place of https://");
      assertThat(get(address("http", http), HttpAccess.open()).refused(""))
          .hasMessageEndingWith("begin the address with https://");
      assertThatThrownBy(() -> get(address("http", grpc), HttpAccess.open()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not speak HTTP; name the port of its HTTP interface");
    }
  }

  private static URI address(String scheme, ServerSocket server) {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  /** Says the same to every client, whatever it wants. */
  private static ServerSocket saying(byte[] words) throws IOException {
    ServerSocket server = new ServerSocket(0);
    Thread thread =
        new Thread(
            () -> {
              byte[] request = new byte[1 << 12];
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  if (client.getInputStream().read(request) > 0) {
                    client.getOutputStream().write(words);
                  }
                } catch (IOException e) {
                  // The client left, or the test is over.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  void headers_that_http_does_not_allow_are_refused_without_repeating_them() {
    assertThatThrownBy(() -> HttpAccess.open().header("X-Key", "one\r\nX-Other: two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-Key")
        .hasMessageNotContaining("two");
    assertThatThrownBy(() -> HttpAccess.open().bearer("t\u00FC\u0000"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("t\u00FC");
    assertThatThrownBy(() -> HttpAccess.open().header("Content-Length", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_a_server_repeats_of_a_secret_is_blacked_out() {
    HttpAccess access =
        HttpAccess.open().basic("ann:pw").header("X-Api-Key", "k3y").header("x-tenant", "shop");

    assertThat(access.withoutSecrets("no k3y for Basic YW5uOnB3, that is YW5uOnB3, of shop"))
        .isEqualTo("no *** for ***, that is ***, of shop");
  }

  @ParameterizedTest
  @CsvSource({
    "http://jaeger.example.org:16686, true",
    "https://jaeger.example.org, false",
    "http://localhost:16686, false",
    "http://127.0.0.1:16686, false",
    "http://[::1]:16686, false",
    "http://localhost.example.org, true",
  })
  void credentials_in_the_open_are_warned_of(URI address, boolean warned) {
    HttpAddress checked = HttpAddress.of(address, "");

    assertThat(new RetryingHttp(checked, HttpAccess.open()).warning()).isEmpty();
    assertThat(new RetryingHttp(checked, HttpAccess.open().header("x-tenant", "a")).warning())
        .isEmpty();
    assertThat(new RetryingHttp(checked, HttpAccess.open().bearer("token")).warning().isPresent())
        .isEqualTo(warned);
  }

  @Test
  void a_server_can_say_until_when_to_wait() throws Exception {
    certificate("own");
    HttpsServer server = server("own");
    String soon =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(60));
    server.createContext(
        "/busy",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", soon);
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    try {
      URI uri = URI.create("https://localhost:" + server.getAddress().getPort());
      HttpAccess access = HttpAccess.open().trusting(folder.resolve("own.pem"));
      RetryingHttp http = new RetryingHttp(HttpAddress.of(uri, ""), access);
      long start = System.nanoTime();

      assertThat(http.get("/busy", folder.resolve("answer")).status()).isEqualTo(503);
      // Pauses of its own would be 3 seconds.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    } finally {
      server.stop(0);
    }
  }

  private Answer get(URI uri, HttpAccess access) throws IOException {
    return new RetryingHttp(HttpAddress.of(uri, ""), access).get("/", folder.resolve("answer"));
  }

  /** Makes a key of that name, and its certificate. */
  private Path certificate(String name) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                folder.resolve(name + ".p12").toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    byte[] certificate = store(name).getCertificate(name).getEncoded();
    return Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
  }

  private KeyStore store(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private HttpsServer server(String name) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(name), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
