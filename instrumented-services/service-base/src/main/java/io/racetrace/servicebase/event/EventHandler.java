package io.racetrace.servicebase.event;

/**
 * What a service does about an event. An event may come again: after a failure, and also after a
 * success whose acknowledgement was lost.
 */
@FunctionalInterface
public interface EventHandler {
  /**
   * @throws Exception when the event is to be delivered again
   */
  void handle(Event event) throws Exception;
}
