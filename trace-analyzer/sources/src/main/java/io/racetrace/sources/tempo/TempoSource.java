package io.racetrace.sources.tempo;

import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import java.net.URI;

/** The spans that a Tempo holds. */
public final class TempoSource {

  private TempoSource() {}

  /**
   * Begins with the last hour of all services.
   *
   * @param address where it listens, such as {@code http://localhost:3200}, with its prefix if it
   *     has one; a user and password in it are sent as basic authentication
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public static BackEndSource.Builder at(URI address) {
    HttpAddress checked = HttpAddress.of(address, "http://localhost:3200");
    return BackEndSource.of(access -> new TempoBackEnd(checked, new RetryingHttp(checked, access)));
  }
}
