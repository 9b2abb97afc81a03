package io.racetrace.trace;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From where in the code a service is called, and whether the caller waits there. A callee that
 * once took longer than its call, which had not failed, shows that nobody waits: then no other call
 * from there proves anything by its end.
 */
final class CallSites {

  /** Stands for what is no call of a server by a client. */
  static final int NONE = 0;

  private record CallSite(String caller, String call, String callee, String operation) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CallSite site
          && call.equals(site.call)
          && operation.equals(site.operation)
          && caller.equals(site.caller)
          && callee.equals(site.callee);
    }

    @Override
    public int hashCode() {
      return (call.hashCode() * 31 + operation.hashCode()) * 31 + caller.hashCode();
    }
  }

  private final Map<CallSite, Integer> index = new HashMap<>();
  private final List<CallSite> sites = new ArrayList<>();
  private final BitSet asynchronous = new BitSet();

  CallSites() {
    sites.add(new CallSite("", "", "", ""));
  }

  /** The number of the site of this call, which is the parent of the other span. */
  int site(Span call, Span served) {
    if (call.kind() != SpanKind.CLIENT || served.kind() != SpanKind.SERVER) {
      return NONE;
    }
    CallSite site =
        new CallSite(
            call.instance().service(), call.name(), served.instance().service(), served.name());
    Integer known = index.get(site);
    int number = known == null ? sites.size() : known;
    if (known == null) {
      index.put(site, number);
      sites.add(site);
    }
    if (call.status() != SpanStatus.ERROR && outlives(call, served)) {
      asynchronous.set(number);
    }
    return number;
  }

  /** Whether callers wait there, as far as the input shows. */
  boolean isSynchronous(int number) {
    return number != NONE && !asynchronous.get(number);
  }

  private static boolean outlives(Span call, Span served) {
    long coarse = 2 * Math.max(call.resolution(), served.resolution());
    return served.interval().nanos() > call.interval().nanos() + (coarse == 2 ? 0 : coarse);
  }
}
