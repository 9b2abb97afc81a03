package io.racetrace.lab;

import io.racetrace.lab.stage.Etcd;
import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The etcd on the PATH, or what .ci/etcd.sh left in the cache. */
final class EtcdProgram {
  private EtcdProgram() {}

  static Optional<Path> find() throws IOException {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path parts =
        (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
            .resolve("racetrace-parts");
    Path built = parts.resolve("etcd-" + Checkout.version("ETCD_VERSION")).resolve("etcd");
    return Etcd.program().or(() -> Optional.of(built).filter(Files::isExecutable));
  }
}
