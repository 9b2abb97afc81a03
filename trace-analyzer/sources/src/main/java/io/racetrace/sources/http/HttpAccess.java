package io.racetrace.sources.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and whom to trust: what goes along with every request to one back end.
 *
 * <p>Immutable. What it holds is secret and is never part of a message, not even of one in which
 * the server repeats it.
 */
public final class HttpAccess {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");

  /** What the connection itself sets. */
  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

  private static final HttpAccess OPEN = new HttpAccess(List.of(), null, Duration.ofMinutes(2));

  private record Header(String name, String value) {

    boolean isSecret() {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.contains("auth")
          || lower.contains("cookie")
          || lower.contains("token")
          || lower.contains("key")
          || lower.contains("secret");
    }
  }

  /** Adds a header to a request. */
  @FunctionalInterface
  interface Sending {
    void header(String name, String value);
  }

  private final List<Header> headers;
  private final @Nullable SSLContext tls;
  private final Duration timeout;

  private HttpAccess(List<Header> headers, @Nullable SSLContext tls, Duration timeout) {
    this.headers = headers;
    this.tls = tls;
    this.timeout = timeout;
  }

  /** Nothing but the request; the certificates that Java trusts; 2 minutes for an answer. */
  public static HttpAccess open() {
    return OPEN;
  }

  /** Sends this token as {@code Authorization: Bearer}. */
  public HttpAccess bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /**
   * Sends these as basic authentication.
   *
   * @param userInfo {@code user:password}
   */
  public HttpAccess basic(String userInfo) {
    return header(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Sends this header; one of the same name that was set before is replaced.
   *
   * @throws IllegalArgumentException if HTTP does not allow such a header; the message does not
   *     hold the value
   */
  public HttpAccess header(String name, String value) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("'" + name + "' is not a header that can be sent");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the value of the header " + name + " holds characters that HTTP does not allow there");
    }
    List<Header> more = new ArrayList<>(headers);
    more.removeIf(header -> header.name.equalsIgnoreCase(name));
    more.add(new Header(name, value));
    return new HttpAccess(List.copyOf(more), tls, timeout);
  }

  public boolean hasHeader(String name) {
    return headers.stream().anyMatch(header -> header.name.equalsIgnoreCase(name));
  }

  /**
   * Trusts the certificates in this file, in place of those that Java trusts.
   *
   * @param pem one certificate or several, in PEM
   * @throws IOException if the file can't be read or holds no certificate
   */
  public HttpAccess trusting(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new CertificateException("the file is empty");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new HttpAccess(headers, context, timeout);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          pem + " holds no certificates in PEM, which begin with -----BEGIN CERTIFICATE-----", e);
    }
  }

  /** How long one answer may take, from the request to its last byte. */
  public HttpAccess timeout(Duration timeout) {
    return new HttpAccess(headers, tls, timeout);
  }

  /** Whether something goes along that others should not read. */
  public boolean hasSecret() {
    return headers.stream().anyMatch(Header::isSecret);
  }

  Duration timeout() {
    return timeout;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  void send(Sending request) {
    headers.forEach(header -> request.header(header.name, header.value));
  }

  /** The text without what is secret, should a server repeat it. */
  String withoutSecrets(String text) {
    String clean = text;
    for (Header header : headers) {
      if (header.isSecret()) {
        clean = without(clean, header.value);
        clean = without(clean, header.value.substring(header.value.indexOf(' ') + 1));
      }
    }
    return clean;
  }

  private static String without(String text, String secret) {
    return secret.isBlank() ? text : text.replace(secret, "***");
  }
}
