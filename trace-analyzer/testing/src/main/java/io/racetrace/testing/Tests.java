package io.racetrace.testing;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tests that run, or ran, while one recorder recorded; and which traces are whose. */
final class Tests {

  private static final ContextKey<Test> CURRENT = ContextKey.named("racetrace-test");

  private final List<Test> running = new ArrayList<>();

  /** Hexadecimal ids of spans that were only made up, and that nobody will ever tell. */
  private final Set<String> callers = ConcurrentHashMap.newKeySet();

  /** One test, from its beginning on. */
  static final class Test {

    private final String name;
    private final Instant begun;

    /** Names of tests that ran at the same time. */
    private final Set<String> beside = ConcurrentHashMap.newKeySet();

    /** Hexadecimal ids. */
    private final Set<String> traces = ConcurrentHashMap.newKeySet();

    private Test(String name, Instant begun) {
      this.name = name;
      this.begun = begun;
    }

    String name() {
      return name;
    }

    Instant begun() {
      return begun;
    }

    Set<String> beside() {
      return beside;
    }

    Set<String> traces() {
      return traces;
    }

    /** Where spans begin in this test. */
    Context within(Context context) {
      return context.with(CURRENT, this);
    }
  }

  synchronized Test begin(String name) {
    Test begun = new Test(name, Instant.now());
    for (Test other : running) {
      other.beside.add(name);
      begun.beside.add(other.name);
    }
    running.add(begun);
    return begun;
  }

  synchronized void end(Test test) {
    running.remove(test);
  }

  /** The test that this thread is in, or the only one there is; null if there is none. */
  synchronized @Nullable Test current() {
    Test here = Context.current().get(CURRENT);
    if (here != null && running.contains(here)) {
      return here;
    }
    if (running.size() > 1) {
      throw new IllegalStateException(
          "this thread is in none of the tests that run now, "
              + String.join(", ", running.stream().map(Test::name).toList())
              + ": ask on the test's own thread, or within concurrently(...)");
    }
    return running.isEmpty() ? null : running.get(0);
  }

  /** Takes up a trace that the current test begins without a span of its own. */
  void begin(String trace, String caller) {
    callers.add(caller);
    Test test = current();
    if (test != null) {
      test.traces.add(trace);
    }
  }

  Set<String> callers() {
    return callers;
  }

  /** A trace has a new span. */
  void began(Context parent, String trace) {
    Test test = parent.get(CURRENT);
    if (test != null) {
      test.traces.add(trace);
    }
  }
}
