package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a run of the lab in the middle of which something dies. */
@Tag("once")
class ITKilled {
  private static final Pattern LOG = Pattern.compile("Its log, (.*), ends with:");

  @TempDir private static Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "drill of leader, IngressService, ingress-service",
    "drill of leader, postgres, PostgreSQL died",
    "drill of leader, redis-server, Redis died",
    "load of health-record, OperatorService, operator-service was killed",
    "load of health-record, postgres, PostgreSQL died",
    "load of health-record, redis-server, Redis died",
  })
  void a_part_that_is_killed_ends_the_run_with_its_name_and_its_log(
      String step, String victim, String named) throws IOException, InterruptedException {
    boolean isDrill = step.startsWith("drill");
    LabProcess lab =
        isDrill
            ? LabProcess.start(directory, "leader", "--form", "racy")
            : LabProcess.start(directory, "health-record", "--form", "racy", "--load", "200000");
    lab.awaitSaid("in the " + step);
    Path spans = lab.out().resolve("spans.jsonl");
    if (!isDrill) {
      // The drill's spans have come, and some of the load's.
      Awaitility.await().atMost(LabProcess.PATIENCE).until(() -> Files.size(spans) > 200_000);
    }
    List<ProcessHandle> others = lab.others();
    assertThat(others).hasSizeGreaterThan(6);

    ProcessHandle killed =
        victim.equals("postgres") ? lab.postgres().orElseThrow() : lab.child(victim);
    killed.destroyForcibly();

    assertThat(lab.awaitEnd()).as(lab.stderr()).isEqualTo(2);
    assertThat(lab.stderr())
        .contains("racetrace lab: in the " + step + ", racy: ")
        .contains(named)
        .contains("Next: ")
        .doesNotContain("\tat ")
        .doesNotContain("Exception in thread");
    Matcher log = LOG.matcher(lab.stderr());
    assertThat(log.find()).isTrue();
    assertThat(Path.of(log.group(1))).isNotEmptyFile();
    assertThat(lab.stdout()).contains("the run did not complete").contains(lab.out().toString());
    assertNothingIsLeft(lab, others);
    if (!isDrill) {
      assertThat(Files.readString(spans)).contains("drill-device").endsWith("\n");
    }
  }

  @Test
  void the_redis_of_the_locks_is_missed_only_where_no_exhibit_stopped_it()
      throws IOException, InterruptedException {
    LabProcess lab = LabProcess.start(directory, "redis-outage", "lock-misuse", "--load", "100000");
    // The drill of the outage stops it itself, and goes on to the load.
    lab.awaitSaid("in the load of redis-outage");
    List<ProcessHandle> others = lab.others();
    Path locks = lab.out().resolve("logs").resolve("lock-redis.log");
    String pid = Files.readString(locks).lines().reduce("", (first, last) -> last).split(":", 2)[0];

    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

    assertThat(lab.awaitEnd()).as(lab.stderr()).isEqualTo(2);
    assertThat(lab.stderr()).contains("the locks' Redis died").contains(locks.toString());
    assertNothingIsLeft(lab, others);
  }

  @Test
  void an_interrupted_run_of_all_exhibits_leaves_nothing_behind_and_says_so()
      throws IOException, InterruptedException {
    LabProcess lab = LabProcess.start(directory, "--all");
    lab.awaitSaid("in the load of loyalty-points");
    List<ProcessHandle> others = lab.others();

    lab.interrupt();

    // 128 and the signal's number, as shells have it.
    assertThat(lab.awaitEnd()).as(lab.stderr()).isEqualTo(130);
    assertThat(lab.stderr())
        .contains("stopped before the end; nothing is left running")
        .contains(lab.out().resolve("spans.jsonl").toString())
        .doesNotContain("\tat ")
        .doesNotContain("died")
        .doesNotContain("exit code");
    assertThat(lab.out().resolve("spans.jsonl")).isNotEmptyFile();
    assertNothingIsLeft(lab, others);
  }

  private static void assertNothingIsLeft(LabProcess lab, List<ProcessHandle> others)
      throws IOException {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(others).noneMatch(ProcessHandle::isAlive));
    assertThat(lab.leftovers()).isEmpty();
  }
}
