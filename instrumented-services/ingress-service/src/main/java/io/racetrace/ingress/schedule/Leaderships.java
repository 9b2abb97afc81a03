package io.racetrace.ingress.schedule;

import io.racetrace.servicebase.form.Forms;
import org.springframework.stereotype.Component;

/** Who says who leads: ZooKeeper, or etcd in the forms that are named after it. */
@Component
class Leaderships {
  private final Forms forms;
  private final ZooKeeperLeadership zooKeeper;
  private final EtcdLeadership etcd;

  Leaderships(Forms forms, ZooKeeperLeadership zooKeeper, EtcdLeadership etcd) {
    this.forms = forms;
    this.zooKeeper = zooKeeper;
    this.etcd = etcd;
  }

  Leadership current() {
    return forms.current().startsWith("leader-etcd") ? etcd : zooKeeper;
  }
}
