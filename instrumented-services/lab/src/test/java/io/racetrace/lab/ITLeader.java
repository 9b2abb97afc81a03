package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.stage.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who leads by a real etcd; without one these are skipped, which in CI is a failure. */
@Tag("once")
class ITLeader {
  @TempDir private static Path directory = Path.of("");

  @BeforeEach
  void requireEtcd() throws IOException {
    Assumptions.assumeTrue(
        EtcdProgram.find().isPresent(), "no etcd on the PATH; sh .ci/etcd.sh builds one");
  }

  @Test
  void an_etcd_that_the_lab_starts_says_who_leads_and_ends_with_it()
      throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(
            directory, "leader", "--form=etcd", "--form=etcd-fencing-token", "--load=40");
    lab.awaitSaid("in the load of leader");
    List<ProcessHandle> others = lab.others();
    assertThat(lab.child("etcd").isAlive()).isTrue();

    assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();

    assertThat(lab.stdout())
        .contains("leader, etcd: 1 write by the leader of before")
        .contains("leader, etcd-fencing-token: 0 writes by the leader of before")
        .doesNotContain("SKIPPED");
    Awaitility.await()
        .atMost(LabProcess.PATIENCE)
        .untilAsserted(() -> assertThat(others).noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void an_etcd_that_is_killed_ends_the_run_with_its_name_and_its_log()
      throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(directory, "leader", "--form=etcd-fencing-token", "--load=100000");
    lab.awaitSaid("in the load of leader");

    lab.child("etcd").destroyForcibly();

    assertThat(lab.awaitEnd()).as(lab.stderr()).isEqualTo(2);
    assertThat(lab.stderr())
        .contains("in the load of leader, etcd-fencing-token: etcd was killed")
        .contains(lab.out().resolve("logs").resolve("etcd.log").toString())
        .doesNotContain("\tat ");
    assertThat(lab.leftovers()).isEmpty();
  }

  @Test
  void an_etcd_that_is_given_is_used_and_left_running() throws IOException, InterruptedException {
    List<Integer> ports = FreePorts.find(2);
    String url = "http://127.0.0.1:" + ports.get(0);
    String peer = "http://127.0.0.1:" + ports.get(1);
    Process etcd =
        new ProcessBuilder(
                EtcdProgram.find().orElseThrow().toString(),
                "--name=given",
                "--data-dir=" + directory.resolve("given"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=given=" + peer)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("given.log").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(LabProcess.PATIENCE)
          .until(
              () ->
                  Files.readString(directory.resolve("given.log"))
                      .contains("ready to serve client requests"));
      LabProcess lab =
          LabProcess.start(
              directory, "leader", "--form=etcd-fencing-token", "--load=20", "--etcd=" + url);

      assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
      assertThat(etcd.isAlive()).isTrue();
      assertThat(lab.out().resolve("logs").resolve("etcd.log")).doesNotExist();
    } finally {
      etcd.destroyForcibly();
    }

    LabProcess refused = LabProcess.start(directory, "leader", "--etcd=" + url);
    assertThat(refused.awaitEnd()).isEqualTo(2);
    assertThat(refused.stderr()).contains("--etcd: " + url + " does not answer");
  }
}
