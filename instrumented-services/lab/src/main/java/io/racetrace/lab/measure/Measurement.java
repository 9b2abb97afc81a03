package io.racetrace.lab.measure;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.GivenParts;
import io.racetrace.lab.stage.Lab;
import io.racetrace.lab.stage.LabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Runs comparisons in one lab: a round to warm up, then as many as are asked for. */
final class Measurement {
  private final int rounds;
  private final int share;
  private final Consumer<String> progress;

  /**
   * @param share the loads are divided by it, for who only wants to see that it works
   */
  Measurement(int rounds, int share, Consumer<String> progress) {
    this.rounds = rounds;
    this.share = share;
    this.progress = progress;
  }

  /** What one form did in one round. */
  private record Run(Truth truth, long nanos, Map<Count, Long> counted, int records) {
    double throughput() {
      return truth.operations() / (double) nanos;
    }

    double of(Count count) {
      return count.of(truth, counted.getOrDefault(count, 0L), records);
    }
  }

  /**
   * @param spans where the spans go
   * @throws LabException when something did not start, died, or did not come about
   */
  List<Figure> of(List<Comparison> comparisons, Path spans) {
    List<Exhibit> exhibits = comparisons.stream().map(Measurement::exhibit).toList();
    List<String> databases = new ArrayList<>();
    for (int i = 0; i < exhibits.size(); i++) {
      Exhibit exhibit = exhibits.get(i);
      comparisons.get(i).forms().forEach(form -> databases.add(exhibit.database(form)));
    }
    List<String> services =
        exhibits.stream().flatMap(exhibit -> exhibit.services().stream()).distinct().toList();
    List<Figure> figures = new ArrayList<>();
    try (Lab lab =
        Lab.start(
            spans,
            databases.stream().distinct().toList(),
            services,
            exhibits.get(0).services(),
            GivenParts.NONE,
            progress)) {
      try {
        for (int i = 0; i < exhibits.size(); i++) {
          figures.addAll(measure(lab, exhibits.get(i), comparisons.get(i)));
        }
      } catch (LabException failure) {
        throw lab.explained(failure);
      }
    }
    return figures;
  }

  static Exhibit exhibit(Comparison comparison) {
    return Exhibits.named(comparison.exhibit()).orElseThrow();
  }

  private List<Figure> measure(Lab lab, Exhibit exhibit, Comparison comparison) {
    lab.ensure(exhibit.services(), exhibit.jarsAhead());
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (String form : comparison.forms()) {
        Run run = run(lab, exhibit, comparison, form, round);
        if (round > 0) {
          runs.computeIfAbsent(form, first -> new ArrayList<>()).add(run);
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    for (Comparison.Pair pair : comparison.pairs()) {
      List<Run> one = Objects.requireNonNull(runs.get(pair.form()));
      List<Run> other = Objects.requireNonNull(runs.get(pair.against()));
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(one.get(round).throughput() / other.get(round).throughput());
      }
      figures.add(
          Figure.over(
              comparison.name(), pair.form() + "/" + pair.against(), Figure.THROUGHPUT, ratios));
    }
    for (Count count : comparison.counts()) {
      runs.forEach(
          (form, all) -> {
            ToDoubleFunction<Run> counted = run -> run.of(count);
            List<Double> each = all.stream().mapToDouble(counted).boxed().toList();
            // Not every form counts its attempts, and nobody needs none for a change.
            if (count != Count.ATTEMPTS || each.stream().anyMatch(value -> value > 0)) {
              figures.add(Figure.over(comparison.name(), form, count.toString(), each));
            }
          });
    }
    progress.accept(comparison.name() + ": " + rounds + " rounds of each form");
    return figures;
  }

  private Run run(Lab lab, Exhibit exhibit, Comparison comparison, String form, int round) {
    Map<Count, Long> counted = new EnumMap<>(Count.class);
    comparison.counts().forEach(count -> counted.put(count, -sum(lab, exhibit, count)));
    var plan = comparison.plan("%02d".formatted(round), share);
    long start = System.nanoTime();
    Truth truth = exhibit.load(lab, form, plan);
    long nanos = System.nanoTime() - start;
    comparison.counts().forEach(count -> counted.merge(count, sum(lab, exhibit, count), Long::sum));
    return new Run(truth, nanos, counted, plan.records());
  }

  private static long sum(Lab lab, Exhibit exhibit, Count count) {
    String metric = count.metric();
    return metric == null
        ? 0
        : exhibit.services().stream().mapToLong(service -> lab.door(service).metric(metric)).sum();
  }
}
