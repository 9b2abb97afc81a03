package io.racetrace.benchmarks;

import io.racetrace.access.Access;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.MongoAccessExtractor;
import io.racetrace.access.touch.RedisAccessExtractor;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.touch.UnreadStoreExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.order.CallTimes;
import io.racetrace.order.ClockBounds;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;

/** Requests, learned from and ready to be turned into accesses, as an analysis does it. */
final class TracedAccesses {

  static final ClockBounds STATED = new ClockBounds(10_000_000, 1);

  final List<List<Span>> traces;
  final SpanForest forest = new SpanForest();
  final CallTimes calls;

  private final TraceAccesses accesses;

  TracedAccesses(int count) {
    traces = TracedRequests.traces(count);
    calls = new CallTimes(STATED, traces.get(0).get(0).interval().start());
    List<AccessExtractor> extractors =
        List.of(
            new StatedAccessExtractor(),
            new SqlAccessExtractor(),
            new RedisAccessExtractor(),
            new MongoAccessExtractor(),
            new UnreadStoreExtractor());
    BoundaryWriters boundaries = new BoundaryWriters();
    for (List<Span> trace : traces) {
      for (Span span : trace) {
        forest.learn(span);
        boundaries.learn(span);
        extractors.forEach(extractor -> extractor.learn(span));
      }
    }
    accesses = new TraceAccesses(extractors, boundaries, forest);
  }

  Extraction extract(List<Span> trace) {
    return accesses.extract(new TraceTree(trace));
  }

  /** Plants all traces and hears their calls; gives their accesses. */
  List<Access> plant() {
    List<Access> all = new ArrayList<>();
    for (List<Span> trace : traces) {
      TraceTree tree = new TraceTree(trace);
      Extraction extraction = accesses.extract(tree);
      calls.add(tree);
      forest.add(extraction.planted());
      all.addAll(extraction.accesses());
    }
    return all;
  }
}
