package io.racetrace.ingress.state;

import io.racetrace.servicebase.event.EventConsumer;
import io.racetrace.servicebase.event.EventPublisher;
import io.racetrace.servicebase.form.Forms;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The streams of reports: one that all workers of all replicas share, and partitions. All reports
 * of one device are in one partition, and each partition has a single consumer, which takes one
 * after the other. Replica r takes the partitions p with p mod replicas = r, so that nobody has to
 * agree on anything.
 */
@Component
class ReportStreams implements SmartLifecycle {
  private static final String REPORT = "device.state";
  private static final int WORKERS = 4;
  private static final int PARTITIONS = 4;

  private final EventPublisher events;
  private final Forms forms;
  private final List<EventConsumer> consumers = new ArrayList<>();

  ReportStreams(
      EventPublisher events,
      EventConsumer.Factory factory,
      DeviceStates states,
      Forms forms,
      @Value("${service.replica}") int replica,
      @Value("${service.replicas}") int replicas) {
    this.events = events;
    this.forms = forms;
    consumers.add(factory.consume(REPORT, WORKERS, event -> states.apply(Report.of(event))));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      if (partition % replicas == replica - 1) {
        consumers.add(
            factory.consumeInOrder(stream(partition), event -> states.apply(Report.of(event))));
      }
    }
  }

  void publish(Report report) {
    events.publish(
        forms.current().equals("order-partitioned")
            ? stream(Math.floorMod(report.deviceId().hashCode(), PARTITIONS))
            : REPORT,
        report.fields());
  }

  private static String stream(int partition) {
    return REPORT + "." + partition;
  }

  @Override
  public void start() {
    consumers.forEach(EventConsumer::start);
  }

  @Override
  public void stop() {
    consumers.forEach(EventConsumer::stop);
  }

  @Override
  public boolean isRunning() {
    return consumers.stream().anyMatch(EventConsumer::isRunning);
  }
}
