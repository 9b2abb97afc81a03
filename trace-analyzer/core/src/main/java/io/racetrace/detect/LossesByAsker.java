package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A form that is read in one request and saved in another one of the same session, over what
 * somebody else has changed meanwhile. That the form shows what was read, nobody knows; so it takes
 * a write that its own request read nothing for, and it is never more than possible.
 */
final class LossesByAsker {

  /** How many changes before a write are tried. */
  private static final int TRIED = 64;

  /** What was read longer ago, in nanoseconds, is hardly what is saved: an hour. */
  private static final long LONGEST = 3_600_000_000_000L;

  private final List<ReadModifyWrite> changes;
  private final HappensBefore order;
  private final Set<ReadModifyWrite> known;

  /**
   * @param changes in canonical order
   * @param known changes of which it is known already that they are lost; grows
   */
  LossesByAsker(List<ReadModifyWrite> changes, HappensBefore order, Set<ReadModifyWrite> known) {
    this.changes = changes;
    this.order = order;
    this.known = known;
  }

  List<Loss> find(History history) {
    boolean asked = changes.stream().anyMatch(change -> asker(change.write()) != null);
    if (!asked) {
      return List.of();
    }
    IdentityHashMap<Write, Read> forms = forms(history);
    List<Loss> losses = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      ReadModifyWrite change = changes.get(i);
      Read form = forms.get(change.write());
      if (form != null && !change.isBasedOnRead()) {
        find(i, new ReadModifyWrite(form, change.write(), false), losses);
      }
    }
    return losses;
  }

  /** Of each write, what who asked for it had read last, since he last wrote. */
  private static IdentityHashMap<Write, Read> forms(History history) {
    List<Access> byTime = new ArrayList<>(history.accesses());
    byTime.sort(Comparator.comparing(Access::interval).thenComparing(Access.CANONICAL));
    Map<String, Read> last = new HashMap<>();
    IdentityHashMap<Write, Read> forms = new IdentityHashMap<>();
    for (Access access : byTime) {
      String asker = asker(access);
      if (access instanceof Read read && asker != null) {
        last.put(asker, read);
      } else if (access instanceof Write write && asker != null) {
        Read read = last.remove(asker);
        if (read != null
            && !read.site().sameEntry(write.site())
            && read.interval().end() <= write.interval().start()
            && write.interval().start() - read.interval().end() <= LONGEST) {
          forms.put(write, read);
        }
      }
    }
    return forms;
  }

  private void find(int index, ReadModifyWrite saved, List<Loss> losses) {
    for (int i = index - 1; i >= Math.max(0, index - TRIED); i--) {
      ReadModifyWrite victim = changes.get(i);
      if (isLost(victim, saved) && known.add(victim)) {
        losses.add(new Loss(saved, victim, Certainty.POSSIBLE, Loss.Evidence.ASKER, true));
      }
    }
  }

  private boolean isLost(ReadModifyWrite victim, ReadModifyWrite saved) {
    Read form = saved.read();
    String asker = asker(saved.write());
    String value = saved.left().value();
    return form != null
        && asker != null
        && !asker.equals(asker(victim.write()))
        && !(value != null && value.equals(victim.left().value()))
        && saved.canDestroy(victim)
        && !saved.checksFor(victim)
        && shows(form, saved.write().columns().shared(victim.write().columns()))
        && isBefore(form, victim.write())
        && isBefore(victim.write(), saved.write());
  }

  /** Whether the form shows what both have set, as far as that is told. */
  private static boolean shows(Read form, SortedSet<String> columns) {
    return !columns.isEmpty() && form.columns().mayShow(new Columns(columns, Set.of(), null));
  }

  private boolean isBefore(Access one, Access other) {
    return order.compare(one, other).ordering() == Ordering.BEFORE;
  }

  private static @Nullable String asker(Access access) {
    return access.site().surroundings().flow();
  }
}
