package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.work.Transactions.Fate;
import io.racetrace.access.work.Transactions.Placed;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans as today's instrumentations write them. */
class TransactionsTest {

  private static final String SELECT = "select o1_0.id,o1_0.total from orders o1_0 where o1_0.id=?";
  private static final String UPDATE = "update orders set total=? where id=?";

  private final TraceScript script = new TraceScript().with("thread.id", "41");
  private final Span server = script.server(0, 1000);

  @Test
  void the_agents_form_save_under_hibernate_is_two_transactions_of_two_commits_each() {
    Span find = script.internal(server, "Session.find com.shop.Order", 10, 20);
    Span read = script.sql(find, SELECT, 11, 15);
    Span end = script.internal(server, "Transaction.commit", 30, 40);
    Span commit = script.call(end, "COMMIT", 31, 33);
    script.call(end, "COMMIT", 34, 34);
    Span merge = script.internal(server, "Session.merge com.shop.Order", 50, 60);
    Span again = script.sql(merge, SELECT, 51, 55);
    Span secondEnd = script.internal(server, "Transaction.commit", 70, 90);
    Span update = script.sql(secondEnd, UPDATE, 71, 75);
    Span secondCommit = script.call(secondEnd, "COMMIT", 76, 80);
    script.call(secondEnd, "COMMIT", 81, 81);

    assertEnded(read, commit, Fate.TOOK);
    assertEnded(again, secondCommit, Fate.TOOK);
    assertEnded(update, secondCommit, Fate.TOOK);
    assertThat(place(again).unit().isTransactionOf(place(update).unit())).isTrue();
    assertThat(place(read).unit().isTransactionOf(place(update).unit())).isFalse();
  }

  @Test
  void a_commit_by_the_pool_does_not_turn_a_rollback_round() {
    Span update = script.sql(server, UPDATE, 10, 20);
    Span rollback = script.call(server, "ROLLBACK", 30, 31);
    script.call(server, "COMMIT", 32, 32);
    assertEnded(update, rollback, Fate.UNDONE);
  }

  @Test
  void a_refused_commit_undoes_and_a_lost_answer_leaves_it_open() {
    Span refusedWrite = script.sql(server, UPDATE, 10, 20);
    Span refused = script.call(server, "COMMIT", 30, 31);
    refused = script.failed(refused, "ERROR: could not serialize access");
    Span openWrite = script.sql(server, UPDATE, 40, 50);
    Span lost = script.call(server, "COMMIT", 60, 61);
    lost = script.failed(lost, "An I/O error occurred while sending to the backend.");
    assertEnded(refusedWrite, refused, Fate.UNDONE);
    assertThat(place(refusedWrite).refused()).isEqualTo(refused);
    assertEnded(openWrite, lost, Fate.OPEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "COMMIT;", "/* app */ commit work", "END", "COMMIT TRAN"})
  void a_literal_commit_ends_a_transaction_but_does_not_prove_that_others_would_be_seen(
      String text) {
    Span update = script.sql(server, UPDATE, 10, 20);
    Span commit = script.sql(server, text, 30, 31);
    Span later = script.sql(server, UPDATE, 40, 50);
    assertEnded(update, commit, Fate.TOOK);
    assertThat(place(later).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit prepared 'x'",
        "begin update t set x = 1; end",
        "end if",
        "select 'commit'"
      })
  void what_only_looks_like_an_end_is_none(String text) {
    Span update = script.sql(server, UPDATE, 10, 20);
    script.sql(server, text, 30, 31);
    assertThat(place(update).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void drivers_that_show_begin_show_what_stands_alone() {
    Span before = script.sql(server, SELECT, 5, 8);
    script.sql(server, "BEGIN", 10, 11);
    Span update = script.sql(server, UPDATE, 12, 20);
    Span commit = script.sql(server, "COMMIT", 30, 31);
    Span after = script.sql(server, UPDATE, 40, 50);
    assertThat(place(before).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
    assertEnded(update, commit, Fate.TOOK);
    assertThat(place(after).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
  }

  @Test
  void after_a_begin_without_an_end_nothing_is_known() {
    script.sql(server, "start transaction isolation level serializable", 10, 11);
    Span first = script.sql(server, UPDATE, 12, 20);
    script.sql(server, "COMMIT", 21, 22);
    script.sql(server, "BEGIN", 30, 31);
    Span update = script.sql(server, UPDATE, 32, 40);
    assertThat(place(first).unit().boundary()).isEqualTo(Boundary.TRANSACTION);
    assertThat(place(update).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
    assertThat(place(update).fate()).isEqualTo(Fate.OPEN);
  }

  @Test
  void a_savepoint_takes_back_what_came_after_it_only() {
    Span kept = script.sql(server, UPDATE, 10, 20);
    script.sql(server, "SAVEPOINT s1", 21, 22);
    Span undone = script.sql(server, UPDATE, 30, 40);
    // The agent calls it ROLLBACK; only the text tells.
    script.call(server, "ROLLBACK", 41, 42, "db.statement", "ROLLBACK TO SAVEPOINT s1");
    Span again = script.sql(server, UPDATE, 50, 60);
    Span commit = script.call(server, "COMMIT", 70, 71);
    assertEnded(kept, commit, Fate.TOOK);
    assertEnded(undone, commit, Fate.UNDONE);
    assertEnded(again, commit, Fate.TOOK);
  }

  @Test
  void a_savepoint_that_was_not_seen_leaves_open_what_it_takes_back() {
    Span maybe = script.sql(server, UPDATE, 10, 20);
    script.call(
        server, "ROLLBACK", 30, 31, "db.statement", "ROLLBACK TO SAVEPOINT JDBC_SAVEPOINT_1");
    Span kept = script.sql(server, UPDATE, 40, 50);
    Span commit = script.call(server, "COMMIT", 60, 61);
    assertEnded(maybe, commit, Fate.OPEN);
    assertEnded(kept, commit, Fate.TOOK);
  }

  @Test
  void databases_do_not_end_each_others_transactions() {
    Span update = script.sql(server, UPDATE, 10, 20);
    script.call(server, "COMMIT", 30, 31, "db.name", "billing");
    script.redis(server, "MULTI", 32, 33);
    script.redis(server, "EXEC", 34, 35);
    script.call(server, "COMMIT", 36, 37, "server.address", "replica");
    Span rollback = script.call(server, "ROLLBACK", 40, 41);
    assertEnded(update, rollback, Fate.UNDONE);
  }

  @Test
  void threads_do_not_end_each_others_transactions() {
    Span one = script.sql(server, UPDATE, 10, 20);
    Span other = script.sql(server, UPDATE, 12, 22, "thread.id", "42");
    Span commit = script.call(server, "COMMIT", 30, 31, "thread.id", "42");
    Span rollback = script.call(server, "ROLLBACK", 40, 41);
    assertEnded(one, rollback, Fate.UNDONE);
    assertEnded(other, commit, Fate.TOOK);
  }

  @Test
  void the_connection_is_better_than_the_thread() {
    Span outer = script.sql(server, UPDATE, 10, 20, "db.npgsql.connection_id", "7");
    Span inner = script.sql(server, UPDATE, 30, 40, "db.npgsql.connection_id", "8");
    Span commit = script.sql(server, "COMMIT", 50, 51, "db.npgsql.connection_id", "8");
    Span rollback =
        script.sql(server, "ROLLBACK", 60, 61, "db.connection_id", "7", "thread.id", "43");
    assertEnded(outer, rollback, Fate.UNDONE);
    assertEnded(inner, commit, Fate.TOOK);
  }

  @Test
  void what_overlaps_without_telling_its_thread_is_not_joined() {
    script.without("thread.id");
    Span one = script.sql(server, UPDATE, 10, 20);
    script.sql(server, UPDATE, 15, 25);
    script.call(server, "COMMIT", 30, 31);
    assertThat(place(one).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void calls_on_r2dbc_hop_between_threads() {
    script.with("otel.scope.name", "io.opentelemetry.r2dbc-1.0");
    Span update = script.sql(server, UPDATE, 10, 20);
    Span commit = script.sql(server, "COMMIT", 30, 31, "thread.id", "43");
    assertEnded(update, commit, Fate.TOOK);
  }

  @Test
  void a_boundary_on_a_thread_that_did_nothing_else_makes_unsure() {
    Span update = script.sql(server, UPDATE, 10, 20);
    script.call(server, "COMMIT", 30, 31, "thread.id", "43");
    assertThat(place(update).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void start_up_statements_without_a_parent_are_not_called_their_own() {
    Span start = script.sql(null, "create table orders (id int)", 10, 20);
    Span write = script.sql(null, UPDATE, 25, 26);
    script.call(server, "COMMIT", 30, 31);
    assertThat(place(start).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
    assertThat(place(write).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void a_pools_liveness_check_changes_nothing() {
    script.sql(server, "", 5, 6);
    Span update = script.sql(server, UPDATE, 10, 20);
    Span commit = script.call(server, "COMMIT", 30, 31);
    script.sql(server, "", 35, 36);
    assertEnded(update, commit, Fate.TOOK);
  }

  @Test
  void a_commit_whose_parent_is_missing_may_have_come_first() {
    Span end = script.internal(server, "Transaction.commit", 30, 40);
    Span read = script.sql(server, SELECT, 10, 20);
    script.call(end, "COMMIT", 31, 32);
    Span update = script.sql(server, UPDATE, 50, 60);
    Span commit = script.call(server, "COMMIT", 70, 71);
    script.remove(end);
    assertThat(place(read).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
    assertEnded(update, commit, Fate.TOOK);
  }

  @Test
  void where_times_are_too_coarse_to_tell_before_from_after_nothing_is_known() {
    Span update = script.sql(server, UPDATE, 10, 10);
    script.call(server, "COMMIT", 10, 10);
    script.call(server, "COMMIT", 30, 30);
    assertThat(place(update).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void without_commits_hibernates_span_ends_the_transaction_of_what_is_below_it() {
    Span find = script.internal(server, "Session.find com.shop.Order", 10, 20);
    Span read = script.sql(find, SELECT, 11, 15);
    Span end = script.internal(server, "Transaction.commit", 30, 90);
    Span update = script.sql(end, UPDATE, 31, 40);
    Placed write = place(update);
    assertThat(write.unit())
        .isEqualTo(new UnitOfWork(Boundary.ORM, end.spanId(), new Interval(40_000, 90_000)));
    assertThat(write.fate()).isEqualTo(Fate.TOOK);
    assertThat(place(read).unit()).isEqualTo(write.unit());
    // A rollback leaves no span, so the read may have been of a transaction before.
    assertThat(place(read).fate()).isEqualTo(Fate.OPEN);
  }

  @Test
  void the_session_tells_that_an_earlier_statement_belongs_to_hibernates_span() {
    Span flush = script.internal(server, "Session.flush", 10, 20, "hibernate.session_id", "s-1");
    Span update = script.sql(flush, UPDATE, 11, 15);
    script.internal(server, "Transaction.commit", 30, 40, "hibernate.session_id", "s-1");
    assertThat(place(update).fate()).isEqualTo(Fate.TOOK);
    assertThat(place(update).unit().boundary()).isEqualTo(Boundary.ORM);
  }

  @Test
  void a_transaction_of_hibernate_says_nothing_of_another_database() {
    Span end = script.internal(server, "Transaction.commit", 30, 90);
    script.sql(end, UPDATE, 31, 40);
    Span elsewhere = script.sql(server, UPDATE, 10, 20, "db.name", "billing");
    Span withCommit = script.internal(server, "Transaction.commit", 100, 110);
    script.call(withCommit, "COMMIT", 101, 102);
    assertThat(place(elsewhere).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
  }

  @Test
  void a_connection_span_holds_its_statements_and_its_events_end_their_transactions() {
    script.without("thread.id");
    Span connection = connection(10, 100, "event.commit", "40000,80000");
    Span first = query(connection, UPDATE, 20, 30);
    Span second = query(connection, UPDATE, 50, 60);
    Span third = query(connection, UPDATE, 90, 95);
    Span other = connection(12, 110, "event.rollback", "105000");
    Span undone = query(other, UPDATE, 25, 35);

    assertThat(place(first).unit())
        .isEqualTo(
            new UnitOfWork(
                Boundary.TRANSACTION, connection.spanId(), new Interval(30_000, 40_000)));
    assertThat(place(first).fate()).isEqualTo(Fate.TOOK);
    assertThat(place(second).unit().end()).isEqualTo(new Interval(60_000, 80_000));
    assertThat(place(first).unit().isTransactionOf(place(second).unit())).isFalse();
    assertThat(place(third).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
    assertEnded(undone, other, Fate.UNDONE);
  }

  @Test
  void a_commit_event_comes_after_a_refused_commit_too() {
    Span failing =
        script.span(server, SpanKind.INTERNAL, "OrderService.pay", 5, 200, SpanStatus.ERROR);
    Span connection =
        script.span(
            failing,
            SpanKind.CLIENT,
            "connection",
            10,
            100,
            SpanStatus.UNSET,
            "event.commit",
            "40000");
    Span update = query(connection, UPDATE, 20, 30);
    assertThat(place(update).fate()).isEqualTo(Fate.OPEN);
  }

  @Test
  void commands_between_multi_and_exec_take_effect_with_exec() {
    Span alone = script.redis(server, "GET order:1", 5, 8);
    script.redis(server, "MULTI", 10, 12);
    // Lettuce ends the spans of queued commands when EXEC is answered.
    Span one = script.redis(server, "SET order:1 ?", 13, 40);
    Span other = script.redis(server, "DEL order:2", 15, 40);
    Span exec = script.redis(server, "EXEC", 20, 40);
    Span later = script.redis(server, "SET order:3 ?", 50, 60);
    assertThat(place(alone).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
    assertEnded(one, exec, Fate.TOOK);
    assertEnded(other, exec, Fate.TOOK);
    assertThat(place(later).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
  }

  @Test
  void under_watch_nobody_sees_whether_exec_was_called_off() {
    script.redis(server, "WATCH order:1", 1, 2);
    script.redis(server, "MULTI", 10, 12);
    Span set = script.redis(server, "SET order:1 ?", 13, 14);
    Span exec = script.redis(server, "EXEC", 20, 22);
    script.redis(server, "MULTI", 30, 32);
    Span unwatched = script.redis(server, "SET order:1 ?", 33, 34);
    Span secondExec = script.redis(server, "EXEC", 40, 42);
    assertEnded(set, exec, Fate.OPEN);
    assertEnded(unwatched, secondExec, Fate.TOOK);
  }

  @Test
  void discard_undoes_and_a_missing_exec_leaves_open() {
    script.redis(server, "MULTI", 10, 12);
    Span set = script.redis(server, "SET order:1 ?", 13, 14);
    Span discard = script.redis(server, "DISCARD", 20, 22);
    script.redis(server, "MULTI", 30, 32);
    Span open = script.redis(server, "SET order:1 ?", 33, 34);
    assertEnded(set, discard, Fate.UNDONE);
    assertThat(place(open).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void mongos_commands_name_autocommit_in_transactions_only() {
    Span alone = mongo("update", "{\"update\": \"orders\", \"updates\": [{\"q\": \"?\"}]}", 10, 20);
    Span held =
        mongo(
            "update",
            "{\"update\": \"orders\", \"txnNumber\": \"?\", \"autocommit\": \"?\"}",
            30,
            40);
    Span silent = mongo("update", "", 42, 44);
    Span commit = mongo("commitTransaction", "{\"commitTransaction\": \"?\"}", 50, 60);
    assertThat(place(alone).unit().boundary()).isEqualTo(Boundary.AUTOCOMMIT);
    assertEnded(held, commit, Fate.TOOK);
    assertThat(place(silent).unit().boundary()).isEqualTo(Boundary.UNKNOWN);
  }

  @Test
  void a_stated_transaction_needs_no_boundary_to_hold_together() {
    Span first = script.sql(server, SELECT, 10, 20, "racetrace.transaction.id", "t-1");
    Span service = script.internal(server, "pay", 25, 60, "racetrace.transaction.id", "t-1");
    Span second = script.sql(service, UPDATE, 30, 40, "thread.id", "77");
    Span other = script.sql(server, UPDATE, 41, 44, "racetrace.transaction.id", "t-2");
    assertThat(units(first).boundary()).isEqualTo(Boundary.STATED);
    assertThat(units(first).isTransactionOf(units(second))).isTrue();
    assertThat(units(first).isTransactionOf(units(other))).isFalse();
    assertThat(place(second).fate()).isEqualTo(Fate.OPEN);
  }

  @Test
  void a_stated_transaction_ends_with_the_boundary_that_states_it() {
    Span write = script.sql(server, UPDATE, 10, 20, "racetrace.transaction.id", "t-1");
    script.call(server, "ROLLBACK", 30, 31, "racetrace.transaction.id", "t-2");
    Span commit =
        script.call(server, "COMMIT", 40, 41, "racetrace.transaction.id", "t-1", "thread.id", "99");
    assertEnded(write, commit, Fate.TOOK);
  }

  private Span connection(long from, long to, String event, String times) {
    return script.span(
        server,
        SpanKind.CLIENT,
        "connection",
        from,
        to,
        SpanStatus.UNSET,
        "jdbc.datasource.pool",
        "HikariPool-1",
        event,
        times);
  }

  private Span query(Span connection, String text, long from, long to) {
    return script.span(
        connection, SpanKind.CLIENT, "query", from, to, SpanStatus.UNSET, "jdbc.query[0]", text);
  }

  private Span mongo(String operation, String text, long from, long to) {
    return script.span(
        server,
        SpanKind.CLIENT,
        operation + " shop.orders",
        from,
        to,
        SpanStatus.UNSET,
        "db.system",
        "mongodb",
        "db.operation",
        operation,
        "db.statement",
        text);
  }

  private UnitOfWork units(Span statement) {
    return place(statement).unit();
  }

  private Placed place(Span statement) {
    return script.transactions().place(statement);
  }

  private void assertEnded(Span statement, Span end, Fate fate) {
    Placed placed = place(statement);
    assertThat(placed.unit().boundary()).isEqualTo(Boundary.TRANSACTION);
    assertThat(placed.unit().id()).isEqualTo(end.spanId());
    assertThat(placed.fate()).isEqualTo(fate);
  }
}
