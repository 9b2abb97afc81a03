package io.racetrace.sources.http;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a back end listens, apart from what only it may know.
 *
 * @param shown the address with no user, no password and no slash at its end
 * @param userInfo {@code user:password}, if the address came with them
 */
public record HttpAddress(URI shown, @Nullable String userInfo) {

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|.*\\.localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  /**
   * @param example what such an address looks like, for the error
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public static HttpAddress of(URI address, String example) {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "not an address of a back end, which looks like " + example);
    }
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new HttpAddress(
        URI.create(scheme + "://" + address.getHost() + port + path), address.getUserInfo());
  }

  /** Whether what is sent there can be read on its way, beyond this machine. */
  boolean isOpen() {
    return "http".equals(shown.getScheme()) && !LOOPBACK.matcher(shown.getHost()).matches();
  }

  /** The address as it may be shown. */
  @Override
  public String toString() {
    return shown.toString();
  }
}
