package io.racetrace.access;

import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * An access as another clock would have recorded it. The spans on the way to it stay as they are.
 */
public final class MovedTimes {

  private MovedTimes() {}

  /**
   * @param nanos how much later the other clock's times are
   */
  public static Access of(Access access, long nanos) {
    if (nanos == 0) {
      return access;
    }
    Site site = of(access.site(), nanos);
    if (access instanceof Write write) {
      return new Write(
          write.record(),
          of(write.interval(), nanos),
          of(write.effect(), nanos),
          site,
          write.operation(),
          write.columns(),
          write.guards(),
          write.base(),
          write.left(),
          write.amount(),
          write.outcome(),
          write.rejectedBy());
    }
    Read read = (Read) access;
    return new Read(
        read.record(),
        of(read.interval(), nanos),
        site,
        read.columns(),
        read.guards(),
        read.seen());
  }

  private static Site of(Site site, long nanos) {
    UnitOfWork unit = site.unit();
    Interval end = unit.end();
    List<Footprint> footprints = new ArrayList<>();
    for (Footprint footprint : unit.footprints()) {
      footprints.add(
          new Footprint(
              footprint.record(),
              footprint.spanId(),
              footprint.written(),
              of(footprint.interval(), nanos),
              of(footprint.effect(), nanos),
              footprint.locked(),
              footprint.together(),
              footprint.certain(),
              footprint.state(),
              footprint.columns()));
    }
    return new Site(
        site.traceId(),
        site.spanId(),
        site.instance(),
        site.entryPoint(),
        new UnitOfWork(
            unit.boundary(),
            unit.id(),
            end == null ? null : of(end, nanos),
            unit.isolation(),
            footprints),
        site.context(),
        site.statement(),
        site.keySource(),
        site.message(),
        site.surroundings().moved(nanos));
  }

  private static Interval of(Interval interval, long nanos) {
    return new Interval(interval.start() + nanos, interval.end() + nanos);
  }
}
