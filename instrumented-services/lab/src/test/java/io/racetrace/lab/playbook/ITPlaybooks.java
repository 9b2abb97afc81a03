package io.racetrace.lab.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.cli.RacetraceCommandLine;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.LoadPlan;
import io.racetrace.lab.exhibit.Truth;
import io.racetrace.lab.stage.GivenParts;
import io.racetrace.lab.stage.Lab;
import io.racetrace.report.Report;
import io.racetrace.sources.WrittenFormat;
import io.racetrace.sources.file.FileSource;
import io.racetrace.timeline.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The pages, followed as somebody would who was woken: the race is on, the report has it, each
 * command of the page gives what the page promises; then the race is stopped by switching the form,
 * which stands for the flag or the release of a real night, and the next report is silent; and when
 * that is undone, the race is back.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITPlaybooks {
  private static final int DRILLS = 5;
  private static final Duration EVENTS = Duration.ofMinutes(1);

  private final Map<String, Truth> truths = new HashMap<>();
  private Path spans = Path.of("");
  private @Nullable Lab started;

  static List<RulePage> pages() {
    // The health record's is first: with a second ingress service beside it, that one would take
    // some of the events, in a form of its own.
    return RulePage.all().stream()
        .sorted(
            Comparator.comparing((RulePage page) -> !page.drill("exhibit").equals("health-record"))
                .thenComparing(page -> page.drill("exhibit")))
        .toList();
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    assumeThat(Shell.missing()).as("programs that the pages use and this machine lacks").isEmpty();
    List<String> databases = new ArrayList<>();
    List<String> services = new ArrayList<>();
    for (RulePage page : pages()) {
      if (page.isShownByAnExhibit()) {
        Exhibit exhibit = exhibit(page);
        databases.add(exhibit.database(page.drill("racy")));
        databases.add(exhibit.database(page.drill("stop")));
        services.addAll(exhibit.services());
      } else {
        databases.add(ownDatabase(page));
      }
    }
    spans = directory.resolve("spans.jsonl");
    List<String> all = services.stream().distinct().toList();
    started =
        Lab.start(
            spans,
            databases.stream().distinct().toList(),
            all,
            exhibit(pages().get(0)).services(),
            GivenParts.NONE,
            line -> {});
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_page_keeps_what_it_promises(RulePage page, @TempDir Path folder)
      throws IOException, InterruptedException, SQLException {
    if (!page.isShownByAnExhibit()) {
      play(page, folder);
      follow(page, ownDatabase(page), folder);
      return;
    }
    Exhibit exhibit = exhibit(page);
    lab().ensure(exhibit.services(), exhibit.jarsAhead());
    boolean drillShowsIt = show(page, exhibit, "racy", folder);
    follow(page, exhibit.database(page.drill("racy")), folder);

    show(page, exhibit, "stop", folder.resolve("stopped"));
    assertThat(found(page, folder.resolve("stopped")))
        .filteredOn(
            finding -> page.rule().equals("latent-race") || finding.certainty() != Certainty.LATENT)
        .as("after it was stopped")
        .isEmpty();

    if (drillShowsIt) {
      assertThat(isBack(page, exhibit, folder.resolve("undone")))
          .as("it is back after that was undone")
          .isTrue();
    }
  }

  /** Some drills make sure of less than one page's rule, and show it nearly every time. */
  private boolean isBack(RulePage page, Exhibit exhibit, Path folder) throws IOException {
    long from = lab().spanBytes();
    boolean isFound = false;
    for (int drill = 0; drill < DRILLS && !isFound; drill++) {
      String key = exhibit.drillKey() + "-" + page.rule() + "-undone-" + drill;
      exhibit.drill(lab(), page.drill("racy"), key);
      keep(from, folder);
      isFound = !found(page, folder).isEmpty();
    }
    return isFound;
  }

  /** Shows a form; gives whether its drill alone has the finding. */
  private boolean show(RulePage page, Exhibit exhibit, String which, Path folder)
      throws IOException {
    String form = page.drill(which);
    final long from = lab().spanBytes();
    // Two pages may be about one form: their records differ, and so do the queries' answers.
    String name = page.rule() + "-" + which;
    boolean isFound = false;
    if (page.drill("serial").isEmpty()) {
      Truth drill = exhibit.drill(lab(), form, exhibit.drillKey() + "-" + name);
      keep(from, folder);
      isFound = !found(page, folder).isEmpty();
      LoadPlan usual = exhibit.usualLoad(name);
      truths.put(name, drill.plus(exhibit.load(lab(), form, usual)));
    } else {
      oneByOne(exhibit, form, name);
    }
    keep(from, folder);
    return isFound;
  }

  /** Points come on both paths, and never two at a time: nothing collides. */
  private void oneByOne(Exhibit exhibit, String form, String name) {
    LoadPlan one = new LoadPlan(name, 7, 1, 1, 1);
    exhibit.load(lab(), form, one);
    String account = one.recordKeys().get(0);
    for (int i = 0; i < 12; i++) {
      assertThat(lab().door(Lab.REFERRAL).post("/referrals/" + account + "/activate", ""))
          .isEqualTo(200);
      assertThat(lab().door(Lab.ORDER).post("/orders", "{\"accountId\":\"" + account + "\"}"))
          .isEqualTo(202);
      lab()
          .await("the order had its points", EVENTS, () -> lab().door(Lab.ORDER).openEvents() == 0);
    }
  }

  /** What no exhibit shows: the page's own timeline, and its rows in the lab's stores. */
  private void play(RulePage page, Path folder) throws IOException {
    page.list("setup").forEach(sql -> lab().databases().execute(ownDatabase(page), sql));
    for (String command : page.list("setup-redis")) {
      RedisCli.ask(redis(page).getPort(), List.of(command.split(" ")));
    }
    Files.write(
        folder.resolve("spans.jsonl"),
        WrittenFormat.OTLP_JSON_LINES.write(Timeline.parse(page.timeline()).spans()));
  }

  private void follow(RulePage page, String database, Path folder)
      throws IOException, InterruptedException, SQLException {
    Finding finding = found(page, folder).get(0);
    String key = finding.exemplars().get(0).recordKey();
    String text =
        page.isShownByAnExhibit()
            ? printed(
                "playbook",
                page.rule(),
                "--finding",
                finding.fingerprint().toString(),
                "--report",
                report(folder).toString())
            : printed("playbook", page.rule());
    Shell shell = new Shell(folder, lab().databases(), database, redis(page));
    for (RulePage.Block block : RulePage.blocks(text)) {
      String promise = page.promise(block);
      if (promise == null) {
        continue;
      }
      String printed = run(block, shell, database, key);
      assertThat(printed)
          .as("%s: %s%n%s", page.rule(), block, block.code())
          .containsPattern(
              promise
                  .replace("{type}", Pattern.quote(finding.recordType()))
                  .replace("{key}", Pattern.quote(key))
                  .replace("{value}", Pattern.quote(key.replaceFirst("^.* = ", ""))));
      if (block.name().equals("damaged")) {
        assertAddsUp(page, printed);
      }
    }
  }

  /** The page's last step before a repair: its list adds up to what the operations lack. */
  private void assertAddsUp(RulePage page, String printed) {
    if (page.rule().equals("lost-update")) {
      long missing =
          Pattern.compile("^ \\S+ +\\| +\\d+ \\| +\\d+ \\| +(\\d+)$", Pattern.MULTILINE)
              .matcher(printed)
              .results()
              .mapToLong(row -> Long.parseLong(row.group(1)))
              .sum();
      assertThat(missing)
          .isEqualTo(Objects.requireNonNull(truths.get(page.rule() + "-racy")).missing());
    }
  }

  private String run(RulePage.Block block, Shell shell, String database, String account)
      throws IOException, InterruptedException, SQLException {
    if (!block.name().equals("waiting")) {
      return shell.run(block);
    }
    try (HeldRow held = HeldRow.of(lab(), database, account)) {
      return held.during(() -> shell.run(block));
    }
  }

  /** What somebody saves before anything else. */
  private static Path report(Path folder) {
    Path report = folder.resolve("saved.json");
    printed(
        "analyze",
        folder.resolve("spans.jsonl").toString(),
        "--fail-on",
        "never",
        "--format",
        "json",
        "--out",
        report.toString());
    return report;
  }

  private static String printed(String... command) {
    StringWriter out = new StringWriter();
    CommandLine racetrace = RacetraceCommandLine.create().setOut(new PrintWriter(out));
    assertThat(racetrace.execute(command)).isZero();
    return out.toString();
  }

  private static List<Finding> found(RulePage page, Path folder) throws IOException {
    Report report =
        TraceAnalyzer.builder().build().analyze(FileSource.of(folder.resolve("spans.jsonl")));
    return report.findings().stream()
        .filter(finding -> finding.rule().id().equals(page.rule()))
        .toList();
  }

  /** The spans that came since then, and nothing else. */
  private void keep(long from, Path folder) throws IOException {
    long to = lab().spanBytes();
    Files.createDirectories(folder);
    try (InputStream in = Files.newInputStream(spans)) {
      in.skipNBytes(from);
      Files.write(folder.resolve("spans.jsonl"), in.readNBytes((int) (to - from)));
    }
  }

  private URI redis(RulePage page) {
    return URI.create(
        page.string("redis").equals("locks") ? lab().props().lockRedis().url() : lab().redisUrl());
  }

  private static Exhibit exhibit(RulePage page) {
    return Exhibits.named(page.drill("exhibit")).orElseThrow();
  }

  private static String ownDatabase(RulePage page) {
    return "page_" + page.rule().replace('-', '_');
  }

  private Lab lab() {
    return Objects.requireNonNull(started);
  }
}
