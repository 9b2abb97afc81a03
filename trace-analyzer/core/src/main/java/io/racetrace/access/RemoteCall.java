package io.racetrace.access;

/**
 * A call to another service.
 *
 * @param name what was called
 * @param start nanoseconds since 1970
 * @param nanos how long it took
 */
public record RemoteCall(String name, long start, long nanos) {

  RemoteCall moved(long by) {
    return new RemoteCall(name, start + by, nanos);
  }
}
