package io.racetrace.detect;

import io.racetrace.access.Operation;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read before a change was put into the cache after that change had thrown the key
 * away: the cache goes on showing what the database no longer holds. Two stores take part, and the
 * order in each of them has to be known. Nishtala et al. (Scaling Memcache at Facebook, 2013) call
 * it a stale set, and refuse it by the token that a miss is given.
 *
 * <p>A key and a row are tied where the execution that fills the key has read or written the row,
 * and the one that deletes the key has written it. Of each execution the last command on the key
 * counts: who deletes a second time, later, has thought of this.
 */
public final class StaleCacheSet implements RecordDetector {

  /** How many commands before and after each fill are tried. */
  private static final int TRIED = 64;

  static final Rule RULE =
      new Rule(
          "stale-cache-set",
          "a value read before a change was cached after the change had deleted the key",
          "fill only with the token of the miss (a script compares it), delete after the commit");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public RecordKey.Kind kind() {
    return RecordKey.Kind.COPY;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    List<Write> last = lastOfEach(history);
    Map<Object, List<Finding>> parts = new LinkedHashMap<>();
    Set<Object> counted = new HashSet<>();
    for (int i = 0; i < last.size(); i++) {
      StaleFill stale = last.get(i).operation() == Operation.DELETE ? null : surest(last, i, order);
      if (stale != null) {
        Write healed = i + 1 < last.size() ? last.get(i + 1) : null;
        Object fingerprint = StaleCacheSetStory.fingerprint(stale);
        parts
            .computeIfAbsent(fingerprint, key -> new ArrayList<>())
            // The key counts once, however often it was stale.
            .add(StaleCacheSetStory.tell(stale, healed, counted.add(fingerprint) ? 1 : 0));
      }
    }
    return parts.values().stream().map(each -> Finding.merged(each, maxExemplars)).toList();
  }

  private static List<Write> lastOfEach(History history) {
    Map<Object, Write> last = new HashMap<>();
    for (Write write : history.effectiveWrites()) {
      Site site = write.site();
      last.put(List.of(site.traceId(), site.entryPoint().spanId(), site.instance()), write);
    }
    List<Write> sorted = new ArrayList<>(last.values());
    sorted.sort(Write.CANONICAL);
    return sorted;
  }

  private static @Nullable StaleFill surest(List<Write> last, int index, HappensBefore order) {
    Write fill = last.get(index);
    StaleFill surest = null;
    if (!StaleFill.isTied(fill)) {
      return null;
    }
    int end = Math.min(last.size(), index + TRIED);
    for (int i = Math.max(0, index - TRIED); i < end; i++) {
      StaleFill stale = i == index ? null : StaleFill.of(fill, last.get(i), order);
      if (stale != null
          && (surest == null || stale.certainty().compareTo(surest.certainty()) < 0)) {
        surest = stale;
      }
    }
    return surest;
  }
}
