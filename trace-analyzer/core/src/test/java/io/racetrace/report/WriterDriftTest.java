package io.racetrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WriterDriftTest {

  @Test
  void each_thing_that_came_or_went_is_told_once_and_as_narrowly_as_it_is_known() {
    WriterMatrix monday =
        matrix(
            row("orders", "order-service", Operation.UPDATE, "POST /orders"),
            row("orders", "back-fill", Operation.UPDATE, "run"),
            row("orders", "order-service", Operation.DELETE, "DELETE /orders/{id}"),
            row("orders", "order-service", Operation.UPDATE, "PUT /orders/{id}"));
    WriterMatrix friday =
        matrix(
            row("orders", "order-service", Operation.UPDATE, "POST /orders"),
            row("orders", "order-service", Operation.UPDATE, "PATCH /orders/{id}"),
            row("orders", "order-service", Operation.INSERT, "POST /orders"),
            row("orders", "referral-service", Operation.UPDATE, "process order.paid"),
            row("stock", "order-service", Operation.UPDATE, "POST /orders"));

    assertThat(told(WriterDrift.between(monday, friday)))
        .containsExactly(
            "orders new-writer referral-service update process order.paid",
            "orders new-operation order-service insert POST /orders",
            "orders new-entry-point order-service update PATCH /orders/{id}",
            "orders gone-entry-point order-service update PUT /orders/{id}",
            "orders gone-operation order-service delete DELETE /orders/{id}",
            "orders gone-writer back-fill update run",
            "stock new-writer order-service update POST /orders");
    assertThat(WriterDrift.between(monday, monday).changes()).isEmpty();
  }

  @Test
  void a_guard_that_one_write_in_a_hundred_goes_without_is_lost() {
    WriterRow guarded =
        row(
            "orders",
            "order-service",
            Operation.UPDATE,
            "POST /orders",
            Map.of(Guard.ROW_LOCK, 100L));
    WriterRow mostly =
        row(
            "orders",
            "order-service",
            Operation.UPDATE,
            "POST /orders",
            Map.of(Guard.ROW_LOCK, 99L));

    assertThat(WriterDrift.between(matrix(guarded), matrix(mostly)).changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.kind()).isEqualTo(WriterDrift.Kind.GUARD_LOST);
              assertThat(change.guard()).isEqualTo(Guard.ROW_LOCK);
            });
    assertThat(WriterDrift.between(matrix(mostly), matrix(guarded)).changes())
        .extracting(WriterDrift.Change::kind)
        .containsExactly(WriterDrift.Kind.GUARD_GAINED);
  }

  @Test
  void rows_of_the_same_are_added_up_whatever_their_order() {
    WriterRow first = row("orders", "order-service", Operation.UPDATE, "POST /orders");
    WriterRow second =
        new WriterRow(
            "orders",
            "order-service",
            Operation.UPDATE,
            "POST /orders",
            EntryPoint.Path.REQUEST,
            new TreeSet<>(List.of("status")),
            new TreeMap<>(Map.of(Guard.LEASE, 3L)),
            3,
            new Interval(5, 900));
    List<WriterRow> rows = new ArrayList<>(List.of(first, second));

    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(rows, new Random(seed));
      assertThat(new WriterMatrix(rows, List.of()).rows())
          .singleElement()
          .satisfies(
              sum -> {
                assertThat(sum.count()).isEqualTo(103);
                assertThat(sum.columns()).containsExactly("balance", "status");
                assertThat(sum.guards()).isEqualTo(Map.of(Guard.LEASE, 3L));
                assertThat(sum.isBehind(Guard.LEASE)).isFalse();
                assertThat(sum.seen()).isEqualTo(new Interval(5, 900));
              });
    }
  }

  private static List<String> told(WriterDrift drift) {
    return drift.changes().stream()
        .map(
            change ->
                String.join(
                    " ",
                    change.row().recordType(),
                    change.kind().id(),
                    change.row().service(),
                    change.row().operation().id(),
                    change.row().entryPoint()))
        .toList();
  }

  private static WriterMatrix matrix(WriterRow... rows) {
    return new WriterMatrix(List.of(rows), List.of());
  }

  private static WriterRow row(String type, String service, Operation does, String entryPoint) {
    return row(type, service, does, entryPoint, Map.of());
  }

  private static WriterRow row(
      String type, String service, Operation does, String entryPoint, Map<Guard, Long> guards) {
    return new WriterRow(
        type,
        service,
        does,
        entryPoint,
        EntryPoint.Path.REQUEST,
        new TreeSet<>(List.of("balance")),
        new TreeMap<>(guards),
        100,
        new Interval(10, 800));
  }
}
