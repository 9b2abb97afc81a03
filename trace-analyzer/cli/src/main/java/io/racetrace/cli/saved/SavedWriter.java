package io.racetrace.cli.saved;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.report.WriterRow;
import io.racetrace.trace.Interval;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Who writes what, as a report in JSON has it. */
final class SavedWriter {

  private SavedWriter() {}

  static WriterRow row(JsonTree tree) {
    long count = tree.field("count").number();
    SortedMap<Guard, Long> guards = new TreeMap<>();
    for (JsonTree guard : tree.field("guards").elements()) {
      guards.put(named(guard, Guard.values(), Guard::id), count);
    }
    return new WriterRow(
        tree.field("recordType").text(),
        tree.field("service").text(),
        named(tree.field("operation"), Operation.values(), Operation::id),
        tree.field("entryPoint").text(),
        named(tree.field("path"), EntryPoint.Path.values(), EntryPoint.Path::id),
        new TreeSet<>(tree.field("columns").texts()),
        guards,
        count,
        new Interval(nanos(tree.field("firstSeen")), nanos(tree.field("lastSeen"))));
  }

  private static <T> T named(JsonTree tree, T[] all, Function<T, String> name) {
    String text = tree.oneOf(Arrays.stream(all).map(name).toArray(String[]::new));
    return Arrays.stream(all)
        .filter(each -> name.apply(each).equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static long nanos(JsonTree tree) {
    try {
      Instant time = Instant.parse(tree.text());
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw new NotOfReportException(tree.name() + " is no time");
    }
  }
}
