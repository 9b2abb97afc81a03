package io.racetrace.access.redis;

import java.util.TreeSet;

/**
 * A set of texts that stays small: of too many it keeps those with the smallest hash, so that what
 * is kept does not depend on the order in which they came.
 */
final class Sample {

  private static final int MOST = 1 << 16;

  private final TreeSet<Long> hashes = new TreeSet<>();

  void add(String text) {
    long hash = hash(text);
    if (hashes.size() < MOST || hash < hashes.last()) {
      hashes.add(hash);
      if (hashes.size() > MOST) {
        hashes.pollLast();
      }
    }
  }

  boolean contains(String text) {
    return hashes.contains(hash(text));
  }

  /** FNV-1a over characters, mixed at the end. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }
}
