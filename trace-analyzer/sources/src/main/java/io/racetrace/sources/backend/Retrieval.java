package io.racetrace.sources.backend;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of questions to a back end. Every trace is handed on once. */
final class Retrieval {

  /** So many missing traces are told by name. */
  private static final int MAX_NAMED = 100;

  private final BackEnd backEnd;
  private final Question question;
  private final FetchListener listener;
  private final AnswerTaker taker;
  private final Set<TraceId> delivered = new HashSet<>();
  private final Set<TraceId> cut = new HashSet<>();
  private final Set<TraceId> missing = new TreeSet<>();
  private final Map<String, Boolean> anyOfService = new HashMap<>();
  private boolean found;
  private int answered;

  Retrieval(BackEnd backEnd, Question question, FetchListener listener, AnswerTaker taker) {
    this.backEnd = backEnd;
    this.question = question;
    this.listener = listener;
    this.taker = taker;
  }

  /** How many traces were handed on. */
  int traces() {
    return delivered.size();
  }

  void run() throws IOException {
    List<String> known = backEnd.services(question.from(), question.to());
    backEnd.notes().forEach(listener::note);
    boolean byId = !question.traces().isEmpty();
    TagFilter filter = new TagFilter(byId ? Map.of() : question.tags());
    try (Requests requests = new Requests(backEnd, filter, question.concurrency())) {
      if (byId) {
        byId(requests);
      } else {
        byTime(known, requests);
      }
    }
    tellWhatLacks();
    if (delivered.isEmpty() && !byId) {
      listener.note(
          found
              ? "traces were found, and no span of theirs has " + tags() + " itself"
              : "nothing matched; try a longer time, and check --service, --tag and --tenant");
    }
  }

  private String tags() {
    return new TreeMap<>(question.tags())
        .entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(" and "));
  }

  private void byTime(List<String> known, Requests requests) throws IOException {
    WindowSearch search =
        new WindowSearch(
            backEnd,
            question,
            requests,
            (scan, open) -> {
              anyOfService.merge(scan.where, !scan.traces.isEmpty(), Boolean::logicalOr);
              take(scan, open);
            });
    List<@Nullable String> services = new ArrayList<>(services(known));
    services.forEach(search::add);
    search.run();
    search.truncations().forEach(taker::diagnostic);
    tellUnknownServices(known, search);
  }

  private Collection<@Nullable String> services(List<String> known) {
    if (!question.services().isEmpty()) {
      return new LinkedHashSet<>(question.services());
    }
    if (backEnd.searchesByService()) {
      // Servers list them in an order that changes.
      return new TreeSet<>(known);
    }
    Set<@Nullable String> any = new HashSet<>();
    any.add(null);
    return any;
  }

  private void byId(Requests requests) throws IOException {
    Deque<TraceId> open = new ArrayDeque<>(new LinkedHashSet<>(question.traces()));
    int wanted = open.size();
    Deque<TraceId> asked = new ArrayDeque<>();
    Deque<Future<Scan>> answers = new ArrayDeque<>();
    while (!open.isEmpty() || !answers.isEmpty()) {
      while (!open.isEmpty() && answers.size() < question.concurrency()) {
        TraceId id = open.removeFirst();
        asked.add(id);
        answers.add(
            requests.begin(backEnd.address() + " trace " + id, file -> backEnd.trace(id, file)));
      }
      TraceId id = asked.removeFirst();
      Scan scan = requests.await(answers.removeFirst());
      if (scan.isEmpty()) {
        missing.add(id);
      }
      take(scan, open.size() + answers.size());
      requests.done(scan);
    }
    if (missing.size() == wanted) {
      throw new NoSuchTracesException(
          backEnd.address()
              + " has "
              + (wanted == 1 ? "no trace " + question.traces().get(0) : "none of these traces")
              + "; check the id, and whether the trace is too old or of another tenant");
    }
  }

  private void take(Scan scan, int open) throws IOException {
    scan.faults.forEach(taker::diagnostic);
    cut.addAll(scan.cut);
    missing.addAll(scan.missing);
    Set<TraceId> fresh = new HashSet<>(scan.matching);
    fresh.removeAll(delivered);
    if (!fresh.isEmpty()) {
      taker.answer(scan, fresh);
      delivered.addAll(fresh);
    }
    found |= !scan.traces.isEmpty();
    answered++;
    listener.progress(answered, open, delivered.size());
  }

  private void tellWhatLacks() {
    missing.removeAll(delivered);
    int named = 0;
    for (Iterator<TraceId> ids = missing.iterator(); ids.hasNext() && named < MAX_NAMED; named++) {
      taker.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.MISSING_TRACE,
              backEnd.address() + " trace " + ids.next(),
              1,
              "the server does not have it; it may be too old, or of another tenant"));
    }
    if (missing.size() > named) {
      taker.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.MISSING_TRACE,
              backEnd.address(),
              missing.size() - named,
              "further traces that the server does not have"));
    }
    if (!cut.isEmpty()) {
      taker.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.TRUNCATED_ANSWER,
              backEnd.address(),
              cut.size(),
              "traces that the server gave only a part of; it has a limit on the size of a trace"));
    }
  }

  private void tellUnknownServices(List<String> known, WindowSearch search) throws IOException {
    // Some servers don't tell capital letters from small ones: there the answers decide.
    Set<String> names = Set.copyOf(known);
    List<String> unknown =
        question.services().stream()
            .distinct()
            .filter(name -> !names.contains(name))
            .filter(name -> !anyOfService.getOrDefault(search.place(name), false))
            .toList();
    // Without any names the server may be empty, or just not able to tell.
    if (unknown.isEmpty() || known.isEmpty()) {
      return;
    }
    if (unknown.size() == question.services().stream().distinct().count()) {
      String first = unknown.get(0);
      throw new IOException(
          backEnd.address() + " knows no service '" + first + "'; " + nearest(first, known));
    }
    for (String name : unknown) {
      taker.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.UNKNOWN_SERVICE,
              search.place(name),
              1,
              "the server knows no such service; " + nearest(name, known)));
    }
  }

  private static String nearest(String name, List<String> known) {
    return "did you mean " + String.join(" or ", NearestNames.of(name, known)) + "?";
  }
}
