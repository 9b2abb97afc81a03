package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Form;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.GivenParts;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import io.racetrace.lab.stage.Spans;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Shows exhibits, one form after the other. What the analyzer is given of each are the spans that
 * came while it was shown, and nothing else.
 */
final class LabRun {

  /** An exhibit and those of its forms that are to be shown. */
  record Chosen(Exhibit exhibit, List<Form> forms) {
    static Chosen whole(Exhibit exhibit) {
      return new Chosen(exhibit, exhibit.forms());
    }
  }

  private final Path out;
  private final String keyEnding;
  private final Function<Exhibit, LoadPlan> loads;
  private final Consumer<String> progress;
  private String step = "before the first exhibit";

  /**
   * @param out where the spans of all go, and those of each form again, below a folder of its own
   * @param keyEnding what the keys of records end with, so that they are new in this run
   * @param progress told what happens, in one line each
   */
  LabRun(Path out, String keyEnding, Function<Exhibit, LoadPlan> loads, Consumer<String> progress) {
    this.out = out;
    this.keyEnding = keyEnding;
    this.loads = loads;
    this.progress = progress;
  }

  /** The spans of everything that was shown. */
  Path spans() {
    return out.resolve("spans.jsonl");
  }

  /** Where the spans of one form alone are. */
  Path folder(Exhibit exhibit, Form form) {
    return out.resolve(exhibit.name()).resolve(form.name());
  }

  /**
   * Shows them all.
   *
   * @param rows told of each form when it is done
   * @throws LabException when something did not start, died, or did not come about
   */
  void run(List<Chosen> chosen, GivenParts given, Consumer<Row> rows) throws IOException {
    run(chosen, given, Spans.BY_LIBRARIES, rows);
  }

  /**
   * Shows them all.
   *
   * @param made by whom the spans are made
   * @param rows told of each form when it is done
   * @throws LabException when something did not start, died, or did not come about
   */
  void run(List<Chosen> chosen, GivenParts given, Spans made, Consumer<Row> rows)
      throws IOException {
    Files.createDirectories(out);
    List<String> databases = new ArrayList<>();
    List<String> services = new ArrayList<>();
    for (Chosen each : chosen) {
      each.forms.forEach(form -> databases.add(each.exhibit.database(form.name())));
      each.exhibit.services().stream()
          .filter(name -> !services.contains(name))
          .forEach(services::add);
    }
    try (Lab lab = Lab.start(spans(), databases, services, first(chosen), given, made, progress)) {
      try {
        for (int i = 0; i < chosen.size(); i++) {
          show(lab, chosen.get(i), rows);
          step = "between two exhibits";
          stopUnneeded(lab, chosen, i);
        }
        progress.accept("services have stopped; all " + lab.awaitSpans() + " spans arrived");
      } catch (IOException failure) {
        throw told(lab.explained(new LabException("cannot write to " + out + ": " + failure)));
      } catch (RuntimeException failure) {
        throw told(lab.explained(failure));
      }
    }
  }

  private RuntimeException told(RuntimeException failure) {
    return failure instanceof LabException
        ? new LabException(step + ": " + failure.getMessage(), failure)
        : failure;
  }

  // Few are started at once, while the stores start; many would only be in each other's way, and so
  // would a second instance that the first exhibit does not want.
  private static List<String> first(List<Chosen> chosen) {
    List<String> wanted = chosen.get(0).exhibit.services();
    return (chosen.size() <= 2 ? chosen : chosen.subList(0, 1))
        .stream()
            .filter(each -> each.exhibit.jarsAhead() == null)
            .flatMap(each -> each.exhibit.services().stream())
            .distinct()
            .filter(
                name -> wanted.contains(name) || !Character.isDigit(name.charAt(name.length() - 1)))
            .toList();
  }

  private void show(Lab lab, Chosen chosen, Consumer<Row> rows) throws IOException {
    Exhibit exhibit = chosen.exhibit;
    step = "starting the services of " + exhibit.name();
    lab.ensure(exhibit.services(), exhibit.jarsAhead());
    for (Form form : chosen.forms) {
      final long from = lab.spanBytes();
      LoadPlan plan = loads.apply(exhibit);
      begin("in the drill of " + exhibit.name() + ", " + form);
      Truth drill = exhibit.drill(lab, form.name(), exhibit.drillKey() + keyEnding);
      begin("in the load of " + exhibit.name() + ", " + form);
      Truth load = exhibit.load(lab, form.name(), plan);
      Path alone = Files.createDirectories(folder(exhibit, form)).resolve("spans.jsonl");
      copy(from, lab.spanBytes(), alone);
      Row row = new Row(exhibit, form, drill, load, Losses.in(alone).of(exhibit));
      progress.accept(
          "%s, %s: drill and %d operations on %d records: %s"
              .formatted(
                  exhibit.name(),
                  form,
                  plan.operations(),
                  plan.records(),
                  row.agrees() ? "agrees" : "DISAGREES"));
      rows.accept(row);
    }
  }

  private void begin(String name) {
    step = name;
    progress.accept(name);
  }

  // Nobody needs them any more, and a laptop can use the memory.
  private static void stopUnneeded(Lab lab, List<Chosen> chosen, int shown) {
    List<String> needed =
        chosen.subList(shown + 1, chosen.size()).stream()
            .flatMap(later -> later.exhibit.services().stream())
            .toList();
    lab.stop(
        chosen.get(shown).exhibit.services().stream()
            .filter(name -> !needed.contains(name))
            .toList());
  }

  private void copy(long from, long to, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(spans());
        OutputStream copy = Files.newOutputStream(target)) {
      in.skipNBytes(from);
      byte[] buffer = new byte[1 << 16];
      for (long left = to - from; left > 0; ) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new IOException(spans() + " is shorter than it was");
        }
        copy.write(buffer, 0, count);
        left -= count;
      }
    }
  }
}
