package io.racetrace.ingress.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who leads, by ZooKeeper: the one whose node in the line is the oldest. The transaction that made
 * the node has a number, larger than that of any leader before, since those stood further ahead. It
 * is this leader's epoch.
 */
@Component
class ZooKeeperLeadership implements Leadership {
  private static final Logger log = LoggerFactory.getLogger(ZooKeeperLeadership.class);

  private static final String LINE = "/racetrace/scheduler";
  private static final int SESSION_MILLIS = 3_000;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BETWEEN_TRIES_MILLIS = 100;

  private final String zooKeeper;
  private @Nullable CuratorFramework client;
  private @Nullable LeaderLatch latch;
  private volatile long epoch;

  ZooKeeperLeadership(@Value("${ingress.zookeeper}") String zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  @Override
  public synchronized void join() {
    if (latch != null) {
      return;
    }
    if (client == null) {
      client =
          CuratorFrameworkFactory.newClient(
              zooKeeper, SESSION_MILLIS, CONNECT_MILLIS, new RetryForever(BETWEEN_TRIES_MILLIS));
      client.start();
    }
    LeaderLatch joined = new LeaderLatch(client, LINE);
    joined.addListener(
        new LeaderLatchListener() {
          @Override
          public void isLeader() {
            epoch = epochOf(joined);
          }

          @Override
          public void notLeader() {
            epoch = 0;
          }
        });
    try {
      joined.start();
    } catch (Exception failure) {
      throw new IllegalStateException("cannot stand in line at " + zooKeeper, failure);
    }
    latch = joined;
  }

  @Override
  public synchronized void resign() {
    if (latch != null) {
      try {
        latch.close(LeaderLatch.CloseMode.NOTIFY_LEADER);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } finally {
        latch = null;
      }
    }
  }

  @Override
  public OptionalLong epoch() {
    long known = epoch;
    return known == 0 ? OptionalLong.empty() : OptionalLong.of(known);
  }

  private long epochOf(LeaderLatch leader) {
    try {
      CuratorFramework asked = client;
      Stat node = asked == null ? null : asked.checkExists().forPath(leader.getOurPath());
      return node == null ? 0 : node.getCzxid();
    } catch (Exception failure) {
      log.warn("leads, and does not know its epoch, so it does not", failure);
      return 0;
    }
  }

  @Override
  public synchronized void close() {
    resign();
    if (client != null) {
      client.close();
    }
  }
}
