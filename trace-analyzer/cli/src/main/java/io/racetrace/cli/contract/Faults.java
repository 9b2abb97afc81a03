package io.racetrace.cli.contract;

import io.racetrace.cli.yaml.YamlFaultException;
import io.racetrace.cli.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong, so that all of it is told at once. */
final class Faults {

  private final List<Fault> all = new ArrayList<>();

  /** Reads a part of a contract. */
  interface Reading<T> {

    T read() throws YamlFaultException;
  }

  /** What is read, or null where it is not of its form. */
  <T> @Nullable T take(Reading<T> reading) {
    try {
      return reading.read();
    } catch (YamlFaultException e) {
      add(e);
      return null;
    }
  }

  /** Something without which nothing can be judged. */
  void add(YamlFaultException fault) {
    all.add(new Fault(fault.where(), fault.what(), true));
  }

  void block(YamlNode at, String what) {
    all.add(new Fault(at.where(), what, true));
  }

  /** Something that leaves the rest as it is. */
  void add(YamlNode at, String what) {
    all.add(new Fault(at.where(), what, false));
  }

  List<Fault> all() {
    return all;
  }
}
