package io.racetrace.detect;

import io.racetrace.access.Lease;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.detect.LockBypassed.Bypass;
import io.racetrace.detect.LockBypassed.Why;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Step;
import io.racetrace.history.ReadModifyWrite;
import java.util.ArrayList;
import java.util.List;

/** Tells of a change without the lock that others take. */
final class BypassStory {

  private BypassStory() {}

  static Telling tell(Bypass bypass) {
    Write a = bypass.bypassing().write();
    Write b = bypass.other().write();
    return Telling.of(a, b, bypass.certainty(), () -> exemplar(bypass, a, b));
  }

  private static Exemplar exemplar(Bypass bypass, Write a, Write b) {
    List<Step> steps = new ArrayList<>();
    add("A", bypass.bypassing(), steps);
    add("B", bypass.other(), steps);
    String lock = LockStory.name(bypass.lock());
    List<String> because = new ArrayList<>();
    because.add(
        switch (bypass.why()) {
          case FAILED -> "A asked for " + lock + ", could not get it, and wrote all the same";
          case OTHER_LOCK -> "A held another lock than " + lock;
          case NEVER_ASKED -> "A never asked for " + lock;
        });
    because.add(
        (bypass.lock().failed()
                ? "B could not get the lock either, and wrote as well"
                : "B held it for its own change")
            + "; both change the same columns");
    String by = a.site().service();
    return LockStory.exemplar(
        bypass.certainty(),
        a,
        b,
        a.record().key(),
        steps,
        bypass.why() == Why.FAILED
            ? by + " could not get the lock, and changed the record all the same"
            : by + " changed a record without the lock that " + holder(a, b) + " takes for it",
        because,
        List.of("one follows from the other", "different columns", "a check in the row"),
        bypass.relation().because());
  }

  private static String holder(Write a, Write b) {
    return a.site().service().equals(b.site().service())
        ? "another path of it"
        : b.site().service();
  }

  private static void add(String side, ReadModifyWrite change, List<Step> steps) {
    for (Lease lease : change.write().site().surroundings().leases()) {
      if (!lease.lent()) {
        steps.add(
            new Step(
                lease.acquired().end(),
                side,
                "LOCK " + LockStory.name(lease),
                "unknown",
                lease.failed() ? "<< failed" : ""));
      }
    }
    Read read = change.read();
    if (read != null) {
      steps.add(LockStory.step(side, read, "READ", ""));
    }
    steps.add(LockStory.step(side, change.write(), "WRITE", ""));
  }
}
