package io.racetrace.access.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Lease;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.finding.Finding;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockUseTest {

  private static final String REDIS =
      " with db.system.name=redis db.namespace=0 server.address=cache\n";

  private static final RecordType ACCOUNT =
      new RecordType(new Store("postgresql", "db", "shop"), "loyalty_accounts");

  @Test
  void a_job_that_locks_one_record_after_the_other_bypasses_nothing() {
    StringBuilder timeline =
        new StringBuilder(
            """
            record postgresql/shop/account 42 state
            A order-service/ord-1 job "all accounts"
            B order-service/ord-2 job "all accounts"
            """);
    for (int account = 0; account < 200; account++) {
      lockedWrite(timeline, "A", account * 20, account);
      lockedWrite(timeline, "B", account * 20 + 10_000, account);
    }
    assertThat(found(timeline.toString())).isEmpty();
  }

  private static void lockedWrite(StringBuilder timeline, String side, double at, int account) {
    String name = String.format(Locale.ROOT, "lock:account:%d", account);
    timeline
        .append(at + " " + side + " sql \"SET " + name + " t NX PX 5000\"" + REDIS)
        .append(
            (at + 2)
                + " "
                + side
                + " sql \"UPDATE account SET state = ? WHERE id = ?\" 'seen' '"
                + account
                + "'\n")
        .append((at + 3) + " " + side + " commit\n")
        .append((at + 4) + " " + side + " sql \"DEL " + name + "\"" + REDIS);
  }

  @Test
  void of_several_attempts_under_one_statement_only_the_last_one_was_answered_so() {
    assertThat(
            found(
                """
                record postgresql/shop/job 7 state
                A scheduler/s-1 job "run"
                B scheduler/s-2 job "run"
                  0.0 A sql "SET scheduler-lock a NX PX 50" WITH racetrace.lock.key=s racetrace.lock.step=acquire racetrace.lock.obtained=false
                100.0 A sql "UPDATE job SET state = ? WHERE id = ?" 'skipped' '1'
                101.0 A commit
                 80.0 B sql "SET scheduler-lock b NX PX 5000" WITH racetrace.lock.key=s racetrace.lock.step=acquire racetrace.lock.obtained=true
                120.0 B sql "UPDATE job SET state = ? WHERE id = ?" 'done' '7'
                121.0 B commit
                """
                    .replace(" WITH", REDIS.stripTrailing())))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lock:account:{}, 42, true",
    "lock:loyaltyAccount:{}, 42, true",
    "lock:{}, 42, true",
    "lock:account:{}, eu/42, true",
    "lock:account:{}, 43, false",
    "lock:account:{}, 142, false",
    "lock:customer:{}, 42, false",
    "nightly-report, 42, false"
  })
  void a_lock_is_the_records_if_it_is_named_like_it(String pattern, String key, boolean isOf) {
    RecordType type = new RecordType(new Store("redis", "cache", "0"), pattern);
    Lease lease =
        new Lease(
            new RecordKey(type, key, Kind.LOCK),
            new SpanId(1),
            0,
            new Interval(0, 1),
            true,
            null,
            null,
            false,
            false,
            null,
            false);
    assertThat(lease.isNamedLike(new RecordKey(ACCOUNT, "42"))).isEqualTo(isOf);
  }

  private static List<String> found(String timeline) {
    return TraceAnalyzer.builder()
        .build()
        .analyze(Timeline.parse(timeline).spans())
        .findings()
        .stream()
        .map(Finding::summary)
        .toList();
  }
}
