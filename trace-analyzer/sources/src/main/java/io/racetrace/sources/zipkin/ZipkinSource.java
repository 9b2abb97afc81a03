package io.racetrace.sources.zipkin;

import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import java.net.URI;

/** The spans that a Zipkin holds. */
public final class ZipkinSource {

  private ZipkinSource() {}

  /**
   * Begins with the last hour of all services.
   *
   * @param address where it listens, such as {@code http://localhost:9411}, with its base path if
   *     it has one; a user and password in it are sent as basic authentication
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public static BackEndSource.Builder at(URI address) {
    HttpAddress checked = HttpAddress.of(address, "http://localhost:9411");
    return BackEndSource.of(
        access -> new ZipkinBackEnd(checked, new RetryingHttp(checked, access)));
  }
}
