package io.racetrace.sources.jaeger;

import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import java.net.URI;

/**
 * The spans that a Jaeger query service holds.
 *
 * <p>Unadjusted spans are asked for: an adjusted time is one that no clock ever showed.
 */
public final class JaegerSource {

  private JaegerSource() {}

  /**
   * Begins with the last hour of all services.
   *
   * @param address where the query service listens, such as {@code http://localhost:16686}, with
   *     its base path if it has one; a user and password in it are sent as basic authentication
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public static BackEndSource.Builder at(URI address) {
    HttpAddress checked = HttpAddress.of(address, "http://localhost:16686");
    return BackEndSource.of(
        access -> new JaegerBackEnd(checked, new RetryingHttp(checked, access)));
  }
}
