package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BranchesTest {

  private final TraceScript trace = new TraceScript();

  private @Nullable Span of(Span span) {
    return new Branches(new TraceTree(trace.spans())).of(span);
  }

  @Test
  void two_that_nobody_waits_for_are_branches_while_both_run() {
    Span entry = trace.server(0, 10);
    Span one = trace.internal(entry, "points", 5, 50);
    Span other = trace.internal(entry, "bonus", 6, 40);
    Span statement = trace.sql(one, "SELECT 1", 7, 8);
    assertThat(of(statement)).isEqualTo(one);
    assertThat(of(other)).isEqualTo(other);
    assertThat(of(entry)).isNull();
  }

  @Test
  void one_alone_or_one_after_the_other_is_no_branch() {
    Span entry = trace.server(0, 10);
    Span one = trace.internal(entry, "points", 5, 30);
    Span other = trace.internal(entry, "bonus", 30, 40);
    assertThat(of(one)).isNull();
    assertThat(of(other)).isNull();
  }

  @Test
  void what_overlaps_but_is_waited_for_may_be_one_thread_that_lost_its_stack() {
    Span entry = trace.server(0, 100);
    Span one = trace.internal(entry, "load", 5, 50);
    Span other = trace.internal(entry, "save", 20, 40);
    assertThat(of(one)).isNull();
    assertThat(of(other)).isNull();
  }

  @Test
  void two_other_threads_than_the_parents_are_branches_though_they_are_waited_for() {
    Span entry = trace.with("thread.id", "1").server(0, 100);
    Span one = trace.with("thread.id", "2").internal(entry, "points", 5, 50);
    Span other = trace.with("thread.id", "3").internal(entry, "bonus", 20, 40);
    Span below = trace.with("thread.id", "4").internal(other, "more", 21, 30);
    trace.with("thread.id", "5").internal(other, "most", 22, 30);
    assertThat(of(one)).isEqualTo(one);
    assertThat(of(below)).isEqualTo(other);
  }

  @Test
  void one_thread_is_no_two_branches_however_long_its_spans_are() {
    Span entry = trace.with("thread.id", "1").server(0, 10);
    Span one = trace.with("thread.id", "2").internal(entry, "points", 5, 50);
    Span other = trace.internal(entry, "bonus", 20, 40);
    assertThat(of(one)).isNull();
    assertThat(of(other)).isNull();
  }

  @Test
  void calls_and_entries_of_their_own_are_no_branches() {
    Span entry = trace.server(0, 10);
    Span one = trace.sql(entry, "SELECT 1", 5, 50);
    Span other = trace.sql(entry, "SELECT 2", 6, 40);
    assertThat(of(one)).isNull();
    assertThat(of(other)).isNull();
  }
}
