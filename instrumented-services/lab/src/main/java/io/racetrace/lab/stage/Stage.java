package io.racetrace.lab.stage;

import java.time.Duration;
import java.util.List;

/** Where an exhibit is shown: services that run, and the databases of their records. */
public interface Stage {
  /** The doors of a running service. */
  ServiceDoor door(String service);

  Databases databases();

  /**
   * What only some exhibits need.
   *
   * @throws LabException where the services were not started by the lab
   */
  default Props props() {
    throw new LabException("this can be shown by racetrace lab run only");
  }

  /**
   * Waits, and notices when something dies meanwhile.
   *
   * @param what completes the sentence "waited in vain until ..."
   * @throws LabException when the time is over or something died
   */
  void await(String what, Duration atMost, Patience.Look look);

  /** Stops a service's process where it stands, until it is resumed. */
  default void pause(String service) {
    throw new LabException("this can be shown by racetrace lab run only");
  }

  /** Lets a paused service go on. */
  default void resume(String service) {
    throw new LabException("this can be shown by racetrace lab run only");
  }

  /** Puts these services into a form, and opens its database. */
  default void select(String form, List<String> services) {
    services.forEach(service -> door(service).selectForm(form));
  }
}
