package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Lease;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Tells what happened to a lock, and under it. */
final class LockStory {

  private LockStory() {}

  static Telling expired(LockExpired.Late late) {
    Write work = late.work().of(Hold.record(late.work()));
    Write acquire = late.other().acquire();
    boolean latent = late.certainty() == Certainty.LATENT;
    return Telling.of(work, acquire, late.certainty(), () -> expired(late, work, acquire, latent));
  }

  private static Exemplar expired(
      LockExpired.Late late, Write work, Write acquire, boolean latent) {
    List<Step> steps = new ArrayList<>();
    steps.add(step("A", late.hold().acquire(), "LOCK " + name(late.hold().lease()), ""));
    steps.add(step("B", acquire, "LOCK " + name(late.other().lease()), ""));
    for (Write theirs : late.other().works()) {
      if (Hold.record(theirs).equals(work.record())) {
        steps.add(step("B", theirs, "WRITE", ""));
        break;
      }
    }
    steps.add(step("A", work, "WRITE", latent ? "<< no lock" : "<< in B's lock"));
    Lease lease = Hold.lease(late.work());
    Long over = lease == null ? null : lease.over();
    List<String> because = new ArrayList<>();
    because.add(
        over == null
            ? "both worked under one lock at once; its time can't be seen, so it ran out, or B"
                + " went on without it"
            : "A's lease was over "
                + millis(work.effect().start() - over)
                + " before A's change took effect, by A's own clock");
    because.add(
        latent
            ? "B asked for the lock only afterwards: by luck"
            : "B asked for it in the meantime, and went on");
    because.add("nothing in A's statement makes the row refuse a holder that is late");
    return exemplar(
        late.certainty(),
        work,
        acquire,
        work.record().key(),
        steps,
        work.site().service()
            + " wrote when its lease "
            + (over == null ? "seems to have been" : "was")
            + " over"
            + (latent
                ? "; nobody else held it yet"
                : ", and " + other(work, acquire) + " had taken the lock"),
        because,
        List.of("a renewal of the lease", "a check of a token in the row", "a lock given back"),
        late.relation().because());
  }

  static Telling released(LockReleasedByOther.Stolen stolen) {
    Write release = stolen.release().of(stolen.record());
    Write acquire = stolen.holder().acquire();
    return Telling.of(
        release, acquire, stolen.certainty(), () -> released(stolen, release, acquire));
  }

  private static Exemplar released(
      LockReleasedByOther.Stolen stolen, Write release, Write acquire) {
    List<Step> steps = new ArrayList<>();
    steps.add(
        step("A", stolen.releasing().acquire(), "LOCK " + name(stolen.releasing().lease()), ""));
    steps.add(step("B", acquire, "LOCK " + name(stolen.holder().lease()), ""));
    steps.add(step("A", release, "UNLOCK", "<< B's is gone"));
    for (Write work : stolen.holder().works()) {
      if (work.interval().start() > release.interval().end()) {
        steps.add(step("B", work, "WRITE", "<< no lock"));
        break;
      }
    }
    String why =
        switch (stolen.why()) {
          case EXPIRED -> "A's own lease was over before A gave it back, by A's own clock";
          case REFUSED -> "A had asked while B held the lock: it never got it";
          case HIDDEN -> "both had the lock at once; its time can't be seen";
        };
    return exemplar(
        stolen.certainty(),
        release,
        acquire,
        release.record().key(),
        steps,
        release.site().service()
            + " deleted a lock that "
            + other(release, acquire)
            + " held: a third one gets in",
        List.of(
            why,
            "B asked for the lock before that, and had not given it back",
            "A deleted the key without a look at whose it is"),
        List.of("a script that compares the token", "a lock that had run out for B, too"),
        stolen.relation().because());
  }

  static Exemplar exemplar(
      Certainty certainty,
      Access a,
      Access b,
      String key,
      List<Step> steps,
      String sentence,
      List<String> because,
      List<String> ruledOut,
      String decidedBy) {
    List<Step> sorted = new ArrayList<>(steps);
    sorted.sort(Comparator.comparingLong(Step::time));
    return new Exemplar(
        certainty,
        key,
        Math.max(a.effect().end(), b.effect().end()),
        List.of(side(a), side(b)),
        null,
        new TreeMap<>(),
        sentence,
        new Explanation(sorted, because, ruledOut, decidedBy));
  }

  private static Side side(Access access) {
    Site site = access.site();
    return Side.of(site, List.of(site.spanId()));
  }

  static Step step(String side, Access access, String action, String remark) {
    return new Step(access.effect().end(), side, action, "unknown", remark);
  }

  static String name(@Nullable Lease lease) {
    return lease == null
        ? ""
        : lease.lock().type().name().contains("{}")
            ? lease.lock().type().name().replaceFirst("\\{}", quoted(lease.lock().key()))
            : lease.lock().type().name();
  }

  private static String quoted(String key) {
    return Matcher.quoteReplacement(key);
  }

  static String other(Access a, Access b) {
    return a.site().service().equals(b.site().service())
        ? "another execution of it"
        : b.site().service();
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
