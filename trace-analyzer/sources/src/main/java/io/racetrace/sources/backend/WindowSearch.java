package io.racetrace.sources.backend;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a stretch of time until no answer is cut off.
 *
 * <p>Back ends answer with at most as many traces as they are asked for, say nothing of the rest,
 * and have no next page. An answer that is full is therefore taken for cut off, and the same is
 * asked again of both halves of the time, until the answers have room. Where time can't be halved
 * any further, that is told.
 *
 * <p>Several windows are asked for at once; their answers are taken in the order of a single one.
 */
final class WindowSearch {

  /** Stores that round times do so to a second at most; longer times they tell apart. */
  private static final Duration COARSEST = Duration.ofSeconds(2);

  /** Takes an answer that has come. */
  @FunctionalInterface
  interface Taker {
    void take(Scan scan, int open) throws IOException;
  }

  /** A window, or the two halves of one, which are judged together. */
  private static final class Step {

    final List<Window> windows;
    final List<Future<Scan>> asked = new ArrayList<>();

    Step(List<Window> windows) {
      this.windows = windows;
    }

    boolean isAsked() {
      return asked.size() == windows.size();
    }
  }

  private final BackEnd backEnd;
  private final Question question;
  private final Requests requests;
  private final Taker taker;
  private final Deque<Step> open = new ArrayDeque<>();
  private final Map<String, Long> cutOff = new LinkedHashMap<>();

  WindowSearch(BackEnd backEnd, Question question, Requests requests, Taker taker) {
    this.backEnd = backEnd;
    this.question = question;
    this.requests = requests;
    this.taker = taker;
  }

  void add(@Nullable String service) {
    open.add(new Step(List.of(new Window(service, question.from(), question.to()))));
  }

  /** Asks until all has come. */
  void run() throws IOException {
    while (!open.isEmpty()) {
      askAhead();
      Step step = open.removeFirst();
      List<Set<TraceId>> found = new ArrayList<>();
      for (Future<Scan> asked : step.asked) {
        Scan scan = requests.await(asked);
        found.add(scan.traces);
        taker.take(scan, windowsOpen() + step.windows.size() - found.size());
        requests.done(scan);
      }
      goOn(step.windows, found);
    }
  }

  /** What could not be had. */
  List<Diagnostic> truncations() {
    List<Diagnostic> truncations = new ArrayList<>();
    cutOff.forEach(
        (place, count) ->
            truncations.add(
                new Diagnostic(
                    Diagnostic.Kind.TRUNCATED_ANSWER,
                    place,
                    count,
                    "more traces at one time than the depth of "
                        + question.depth()
                        + "; ask for a greater one")));
    return truncations;
  }

  /** Where the answers for a service are from, in diagnostics. */
  String place(@Nullable String service) {
    return backEnd.address() + (service == null ? "" : " service " + service);
  }

  private void goOn(List<Window> windows, List<Set<TraceId>> found) {
    boolean isPair = windows.size() == 2;
    if (isPair
        && isFull(found.get(0))
        && found.get(0).equals(found.get(1))
        && windows.get(0).width().compareTo(COARSEST) <= 0) {
      // The store does not tell these two times apart, nor will it any shorter ones.
      cutOff(windows.get(0));
      return;
    }
    for (int i = windows.size() - 1; i >= 0; i--) {
      if (!isFull(found.get(i))) {
        continue;
      }
      Window window = windows.get(i);
      if (window.width().compareTo(backEnd.shortestWindow()) <= 0) {
        cutOff(window);
      } else {
        open.addFirst(new Step(window.halves()));
      }
    }
  }

  private boolean isFull(Set<TraceId> traces) {
    return traces.size() >= question.depth();
  }

  private void cutOff(Window window) {
    cutOff.merge(place(window.service()), 1L, Long::sum);
  }

  /** Asks for the first windows of those that are open, so that the next answer is on its way. */
  private void askAhead() throws IOException {
    int asked = 0;
    for (Iterator<Step> steps = open.iterator(); steps.hasNext(); ) {
      Step step = steps.next();
      if (asked > 0 && asked + step.windows.size() > question.concurrency()) {
        return;
      }
      asked += step.windows.size();
      if (!step.isAsked()) {
        for (Window window : step.windows) {
          step.asked.add(ask(window));
        }
      }
    }
  }

  private Future<Scan> ask(Window window) throws IOException {
    Search search =
        new Search(
            window.service(), window.start(), window.end(), question.tags(), question.depth());
    return requests.begin(place(window.service()), file -> backEnd.search(search, file));
  }

  private int windowsOpen() {
    return open.stream().mapToInt(step -> step.windows.size()).sum();
  }
}
