package io.racetrace.ownership;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The services that may write something; several own it together.
 *
 * @param declared where that is written
 */
public record Owners(SortedSet<String> services, SourceLine declared) {

  public Owners(Set<String> services, SourceLine declared) {
    this((SortedSet<String>) new TreeSet<>(services), declared);
  }

  /**
   * Copies the services.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Owners {
    services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
    if (services.isEmpty()) {
      throw new IllegalArgumentException("an owner has a name");
    }
  }

  boolean include(String service) {
    return services.contains(service);
  }

  @Override
  public String toString() {
    return String.join(" and ", services);
  }
}
