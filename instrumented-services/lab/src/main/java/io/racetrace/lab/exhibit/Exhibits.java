package io.racetrace.lab.exhibit;

import java.util.List;
import java.util.Optional;

/** All exhibits, in the order in which they are shown. */
public final class Exhibits {
  private Exhibits() {}

  public static List<Exhibit> all() {
    return List.of(
        new HealthRecordExhibit(),
        new LoyaltyPointsExhibit(),
        new VersionAcrossServicesExhibit(),
        new IsolationExhibit(),
        new ReplicasExhibit(),
        new LockMisuseExhibit(),
        new RedisOutageExhibit(),
        new CacheStampedeExhibit(),
        new StaleCacheExhibit(),
        new PaymentsExhibit(),
        new RedeliveryExhibit(),
        new EventOrderExhibit(),
        new SignUpsExhibit(),
        new LongLockExhibit(),
        new RetryStormExhibit(),
        new SharedLibraryExhibit(),
        new LeaderExhibit());
  }

  /** Those that {@code racetrace demo} shows. */
  public static List<Exhibit> demo() {
    return all().subList(0, 2);
  }

  public static Optional<Exhibit> named(String name) {
    return all().stream().filter(exhibit -> exhibit.name().equals(name)).findFirst();
  }
}
