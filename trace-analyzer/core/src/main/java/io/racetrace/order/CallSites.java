package io.racetrace.order;

import io.racetrace.trace.Span;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The places in code from which other services are called. Where one callee outlives its caller,
 * the caller does not wait, and so the end of none of that place's calls bounds anything.
 */
final class CallSites {

  /** Names with ids in them must not grow memory; sites that share a place share their fate. */
  private static final int PLACES = 256;

  private final Map<Site, Integer> indexes = new HashMap<>();
  private final BitSet outlived = new BitSet();

  private record Site(String client, String server, int place) {}

  /** The number of the site that made this call. */
  int of(Span client, Span server) {
    int hash = client.name().hashCode() * 31 + server.name().hashCode();
    hash *= 0x9E3779B9;
    Site site =
        new Site(
            client.instance().service(),
            server.instance().service(),
            Math.floorMod(hash ^ hash >>> 16, PLACES));
    return indexes.computeIfAbsent(site, key -> indexes.size());
  }

  void outlived(int site) {
    outlived.set(site);
  }

  /** Whether no callee of the site was ever seen to outlive its caller. */
  boolean waits(int site) {
    return !outlived.get(site);
  }
}
