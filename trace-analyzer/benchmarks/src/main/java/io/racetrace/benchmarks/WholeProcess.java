package io.racetrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The whole program against the same job in SQL: files are read, records are told apart, races are
 * found, a report is written. Both start as processes of their own, take turns, and have all cores.
 * It prints ratios and fails on nothing but programs that fail.
 */
public final class WholeProcess {

  private static final int WRITERS = 100_000;

  /** A reader, an entry, a write and its commit for each writer of the hot key. */
  private static final int SPANS_OF_WRITER = 4;

  /** One thing that is measured. */
  private record Subject(String name, List<String> command, int lastGoodExit) {}

  private final Path home;
  private final Path target;
  private final long spans;
  private final int turns;
  private final boolean withBaseline;

  private WholeProcess(Path home, long spans, int turns, boolean withBaseline) {
    this.home = home;
    this.target = home.resolve("trace-analyzer/benchmarks/target");
    this.spans = spans;
    this.turns = turns;
    this.withBaseline = withBaseline;
  }

  /** Options: {@code --spans N}, {@code --turns N}, {@code --no-duckdb}. Run from the checkout. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long spans = 2_000_000;
    int turns = 3;
    boolean withBaseline = true;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--spans" -> spans = Long.parseLong(arguments[++i].replace("_", ""));
        case "--turns" -> turns = Integer.parseInt(arguments[++i]);
        case "--no-duckdb" -> withBaseline = false;
        default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
      }
    }
    Path home = Path.of("").toAbsolutePath();
    if (!Files.isExecutable(home.resolve("racetrace"))) {
      throw new IllegalArgumentException("run it in the folder that has ./racetrace");
    }
    new WholeProcess(home, spans, turns, withBaseline).run();
  }

  private void run() throws IOException, InterruptedException {
    // Builds the program, if that is needed, before anything is measured.
    WholeRun.of(racetrace("--version"), target.resolve("version.log"), 0);
    List<Subject> subjects = new ArrayList<>();
    for (long part = 4; part >= 1; part /= 2) {
      subjects.add(analysis(count(spans / part), corpus(spans / part)));
    }
    if (withBaseline) {
      subjects.add(java("DuckDB", DuckDb.class, corpus(spans)));
    }
    subjects.add(java("tokens alone", Tokens.class, corpus(spans)));
    subjects.add(analysis("hot key", hotCorpus()));
    Map<String, List<WholeRun>> runs = new LinkedHashMap<>();
    for (int turn = 1; turn <= turns; turn++) {
      for (Subject subject : subjects) {
        Path log = target.resolve(subject.name.replace(' ', '-') + ".log");
        WholeRun run = WholeRun.of(subject.command, log, subject.lastGoodExit);
        runs.computeIfAbsent(subject.name, name -> new ArrayList<>()).add(run);
        System.err.printf(Locale.ROOT, "turn %d: %-20s %7.2f s%n", turn, subject.name, run.wall());
      }
    }
    print(runs);
  }

  private void print(Map<String, List<WholeRun>> runs) {
    System.out.printf("%n%-22s %9s %9s %9s%n", "median of " + turns, "wall s", "cpu s", "peak MiB");
    runs.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "%-22s %9.2f %9.2f %9.0f%n",
                name,
                median(all, WholeRun::wall),
                median(all, WholeRun::cpu),
                median(all, WholeRun::peak) / (1 << 20)));
    String whole = analysisOf(count(spans));
    String half = analysisOf(count(spans / 2));
    String quarter = analysisOf(count(spans / 4));
    System.out.println();
    if (withBaseline) {
      ratio("racetrace / DuckDB, wall", runs, whole, "DuckDB", WholeRun::wall, "0.20, goal 0.10");
      ratio("racetrace / DuckDB, cpu", runs, whole, "DuckDB", WholeRun::cpu, "");
      ratio("racetrace / DuckDB, peak", runs, whole, "DuckDB", WholeRun::peak, "");
    }
    ratio("racetrace / tokens, cpu", runs, whole, "tokens alone", WholeRun::cpu, "");
    ratio("twice the spans, wall", runs, whole, half, WholeRun::wall, "2.3");
    ratio("twice the spans, cpu", runs, whole, half, WholeRun::cpu, "2.3");
    ratio("half of them, wall", runs, half, quarter, WholeRun::wall, "2.3");
    ratio("half of them, cpu", runs, half, quarter, WholeRun::cpu, "2.3");
    System.out.println("peak at 2 M spans: at most 300 MiB, goal 160");
    System.out.println("hot key: " + WRITERS + " writers of one key, at most 5 s, goal 2");
  }

  /** The median of the ratios of each turn, for in one turn the machine was the same to both. */
  private static void ratio(
      String name,
      Map<String, List<WholeRun>> runs,
      String one,
      String other,
      ToDoubleFunction<WholeRun> figure,
      String aim) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.getOrDefault(one, List.of()).size(); i++) {
      double below = figure.applyAsDouble(runs.getOrDefault(other, List.of()).get(i));
      ratios.add(figure.applyAsDouble(runs.getOrDefault(one, List.of()).get(i)) / below);
    }
    ratios.sort(Comparator.naturalOrder());
    System.out.printf(
        Locale.ROOT,
        "%-26s %6.2f   (%.2f to %.2f)%s%n",
        name,
        ratios.get(ratios.size() / 2),
        ratios.get(0),
        ratios.get(ratios.size() - 1),
        aim.isEmpty() ? "" : "   at most " + aim);
  }

  private static double median(List<WholeRun> runs, ToDoubleFunction<WholeRun> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private Subject analysis(String name, Path corpus) {
    String out = target.resolve("report.json").toString();
    return new Subject(
        analysisOf(name),
        racetrace("analyze", corpus.toString(), "--format", "json", "--out", out),
        1);
  }

  private static String analysisOf(String name) {
    return "racetrace " + name;
  }

  /** A program of ours, with a small heap: DuckDB works outside of it. */
  private static Subject java(String name, Class<?> program, Path corpus) {
    return new Subject(
        name,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            corpus.toString()),
        0);
  }

  private List<String> racetrace(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("racetrace").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String count(long spans) {
    return spans % 1_000_000 == 0 ? spans / 1_000_000 + " M" : spans / 1000 + " k";
  }

  private Path corpus(long size) throws IOException {
    return generated("spans-" + size, size, false);
  }

  private Path hotCorpus() throws IOException {
    return generated("hot-" + WRITERS, (long) SPANS_OF_WRITER * WRITERS, true);
  }

  private Path generated(String name, long size, boolean isHot) throws IOException {
    Path file = Files.createDirectories(target.resolve("corpus")).resolve(name + ".jsonl");
    if (!Files.exists(file)) {
      System.err.println("generating " + file.getFileName());
      Corpus.write(file, size, isHot);
    }
    return file;
  }
}
