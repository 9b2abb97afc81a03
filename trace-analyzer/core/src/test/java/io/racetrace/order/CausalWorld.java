package io.racetrace.order;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Services that call each other, branch, join and send messages, at random, with clocks that are
 * hours apart. What was caused by what is known because the world made it happen.
 */
final class CausalWorld {

  private static final int INSTANCES = 4;
  private static final int MOST_SPANS = 160;

  /** Far longer than what two stretches of one instance may be off. */
  private static final long STEP = 1_000_000;

  private final Random random;
  private final TracedSpans spans = new TracedSpans();
  private final long[] clocks = new long[INSTANCES];
  private final List<Span> accesses = new ArrayList<>();
  private final List<BitSet> pasts = new ArrayList<>();
  private final List<long[]> trueTimes = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private long traces;

  /** What sets out from a producer: its span, what it knows, when it was there. */
  private record Message(Span producer, BitSet past, long time) {}

  /** A thread of work: where it is, what time it is in truth, what it comes after. */
  private static final class Strand {
    private final int instance;
    private long time;
    private final BitSet past;

    Strand(int instance, long time, BitSet past) {
      this.instance = instance;
      this.time = time;
      this.past = (BitSet) past.clone();
    }
  }

  CausalWorld(long seed) {
    random = new Random(seed);
    for (int i = 0; i < INSTANCES; i++) {
      clocks[i] = 10_000_000_000_000_000L + random.nextInt(2_000_000) * 10_000_000L;
    }
    int roots = 1 + random.nextInt(2);
    for (int i = 0; i < roots; i++) {
      Strand strand =
          new Strand(random.nextInt(INSTANCES), random.nextInt(50) * STEP, new BitSet());
      entry(strand, ++traces, null, SpanKind.SERVER, List.of());
    }
    while (!messages.isEmpty() && spans.spans().size() < 2 * MOST_SPANS) {
      consume();
    }
  }

  List<Span> spans() {
    return spans.spans();
  }

  /** The accesses, by number. */
  List<Span> accesses() {
    return accesses;
  }

  /** Whether the one has caused the other, as far as anybody waited or sent word. */
  boolean causes(int one, int other) {
    return pasts.get(other).get(one);
  }

  /** Whether the one was over in truth when the other began. */
  boolean wasOver(int one, int other) {
    return trueTimes.get(one)[1] <= trueTimes.get(other)[0];
  }

  private void consume() {
    boolean batch = random.nextInt(3) == 0;
    int count = batch ? Math.min(messages.size(), 1 + random.nextInt(4)) : 1;
    List<Span> linked = new ArrayList<>();
    Strand strand = new Strand(random.nextInt(INSTANCES), 0, new BitSet());
    for (int i = 0; i < count; i++) {
      Message message = messages.remove(random.nextInt(messages.size()));
      linked.add(message.producer);
      strand.past.or(message.past);
      strand.time = Math.max(strand.time, message.time + pause());
    }
    if (!batch && random.nextBoolean()) {
      Span producer = linked.get(0);
      entry(strand, producer.traceId().low(), producer, SpanKind.CONSUMER, List.of());
    } else {
      entry(strand, ++traces, null, SpanKind.CONSUMER, linked);
    }
  }

  private Span entry(
      Strand strand, long trace, @Nullable Span parent, SpanKind kind, List<Span> linked) {
    Span begun = begin(strand, trace, parent, kind, "handle", linked);
    work(strand, trace, begun, 0);
    return end(strand, begun);
  }

  private void work(Strand strand, long trace, Span within, int depth) {
    int steps = 1 + random.nextInt(4);
    for (int i = 0; i < steps && spans.spans().size() < MOST_SPANS; i++) {
      switch (depth > 4 ? 0 : random.nextInt(7)) {
        case 0, 1 -> access(strand, trace, within);
        case 2 -> {
          Span local = begin(strand, trace, within, SpanKind.INTERNAL, "step", List.of());
          work(strand, trace, local, depth + 1);
          end(strand, local);
        }
        case 3 -> callAndWait(strand, trace, within, depth);
        case 4 -> callAndGoOn(strand, trace, within, depth);
        case 5 -> branches(strand, trace, within, depth);
        default -> {
          Span producer = begin(strand, trace, within, SpanKind.PRODUCER, "send", List.of());
          messages.add(new Message(producer, (BitSet) strand.past.clone(), strand.time));
          end(strand, producer);
        }
      }
    }
  }

  private void access(Strand strand, long trace, Span within) {
    strand.time += pause();
    long begun = strand.time;
    strand.time += pause();
    long clock = clocks[strand.instance];
    accesses.add(spans.access(trace, within, clock + begun, clock + strand.time));
    trueTimes.add(new long[] {begun, strand.time});
    pasts.add((BitSet) strand.past.clone());
    strand.past.set(accesses.size() - 1);
  }

  private void callAndWait(Strand strand, long trace, Span within, int depth) {
    Span call = begin(strand, trace, within, SpanKind.CLIENT, "ask", List.of());
    Strand callee = new Strand(random.nextInt(INSTANCES), strand.time + pause(), strand.past);
    Span served = begin(callee, trace, call, SpanKind.SERVER, "answer", List.of());
    work(callee, trace, served, depth + 1);
    end(callee, served);
    strand.time = callee.time;
    strand.past.or(callee.past);
    end(strand, call);
  }

  /** The callee takes longer than the call, by which one sees that nobody waits. */
  private void callAndGoOn(Strand strand, long trace, Span within, int depth) {
    Span call = begin(strand, trace, within, SpanKind.CLIENT, "tell", List.of());
    Strand callee = new Strand(random.nextInt(INSTANCES), strand.time + pause(), strand.past);
    long told = end(strand, call).interval().nanos();
    Span served = begin(callee, trace, call, SpanKind.SERVER, "be told", List.of());
    work(callee, trace, served, depth + 1);
    callee.time += told;
    end(callee, served);
  }

  private void branches(Strand strand, long trace, Span within, int depth) {
    int count = 2 + random.nextInt(2);
    boolean joined = random.nextBoolean();
    long last = strand.time;
    BitSet all = (BitSet) strand.past.clone();
    for (int i = 0; i < count; i++) {
      Strand branch = new Strand(strand.instance, strand.time, strand.past);
      Span local = begin(branch, trace, within, SpanKind.INTERNAL, "branch", List.of());
      work(branch, trace, local, depth + 1);
      end(branch, local);
      last = Math.max(last, branch.time);
      all.or(branch.past);
    }
    if (joined) {
      strand.time = last;
      strand.past.or(all);
    }
  }

  private Span begin(
      Strand strand,
      long trace,
      @Nullable Span parent,
      SpanKind kind,
      String name,
      List<Span> linked) {
    strand.time += pause();
    long now = clocks[strand.instance] + strand.time;
    return spans.add(trace, parent, "i" + strand.instance, kind, name, now, now, linked);
  }

  private Span end(Strand strand, Span begun) {
    strand.time += pause();
    return spans.end(begun, clocks[strand.instance] + strand.time);
  }

  private long pause() {
    return STEP + random.nextInt(20) * STEP;
  }
}
