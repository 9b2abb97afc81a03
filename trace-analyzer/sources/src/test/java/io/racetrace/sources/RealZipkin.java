package io.racetrace.sources;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real Zipkin: the one whose address is in the environment ({@code RACETRACE_ZIPKIN}), else one
 * that is started with its store in memory. Spans are posted to {@code /api/v2/spans} of the same
 * address.
 */
public final class RealZipkin implements AutoCloseable {

  public final URI address;
  private final @Nullable RealPart part;

  private RealZipkin(URI address, @Nullable RealPart part) {
    this.address = address;
    this.part = part;
  }

  /** Skips the test where there is no Zipkin, which in CI is a failure. */
  public static RealZipkin start(Path folder) throws IOException {
    String given = System.getenv("RACETRACE_ZIPKIN");
    if (given != null) {
      System.out.println("Zipkin: the one at " + given);
      return new RealZipkin(URI.create(given), null);
    }
    String version = Checkout.version("ZIPKIN_VERSION");
    RealPart.Kind kind =
        new RealPart.Kind(
            "Zipkin", version, null, "zipkin.sh", "zipkin-" + version + "/zipkin.jar");
    int port = Checkout.freePort();
    RealPart part =
        RealPart.start(
            kind,
            folder,
            List.of("--armeria.ports[0].ip=127.0.0.1", "--armeria.ports[0].port=" + port),
            Map.of("STORAGE_TYPE", "mem", "QUERY_PORT", Integer.toString(port)));
    URI address = URI.create("http://127.0.0.1:" + port);
    part.await(address.resolve("/health"));
    return new RealZipkin(address, part);
  }

  @Override
  public void close() {
    if (part != null) {
      part.close();
    }
  }
}
