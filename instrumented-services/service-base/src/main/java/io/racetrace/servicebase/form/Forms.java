package io.racetrace.servicebase.form;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form switch. A unit of work keeps the form that it began with, whatever the switch says
 * meanwhile: half a request in one form and half in another would be an exhibit of nothing.
 */
public final class Forms {
  private final List<String> known;
  private final ThreadLocal<@Nullable String> bound = new ThreadLocal<>();
  private volatile String selected;

  /**
   * @throws IllegalArgumentException when the first form is not a known one
   */
  public Forms(List<String> known, String first) {
    this.known = List.copyOf(known);
    this.selected = known(first);
  }

  public List<String> known() {
    return known;
  }

  /** The form that new units of work begin with. */
  public String selected() {
    return selected;
  }

  /**
   * @throws IllegalArgumentException when the form is not a known one
   */
  public void select(String form) {
    selected = known(form);
  }

  /** The form of this thread's unit of work; outside of one, the selected form. */
  public String current() {
    String form = bound.get();
    return form == null ? selected : form;
  }

  /** Begins a unit of work on this thread, which must end it. */
  public UnitOfWork begin(String form) {
    bound.set(known(form));
    return bound::remove;
  }

  private String known(String form) {
    if (!known.contains(form)) {
      throw new IllegalArgumentException("unknown form " + form + ", known are " + known);
    }
    return form;
  }

  /** What a thread does in one form. */
  @FunctionalInterface
  public interface UnitOfWork {
    /** Ends it; the thread must be the one that began it. */
    void end();
  }
}
