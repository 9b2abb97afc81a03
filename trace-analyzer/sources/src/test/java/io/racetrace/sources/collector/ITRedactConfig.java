package io.racetrace.sources.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.sources.Checkout;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.file.FileSource;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code collector-config/redact.yaml}, run. */
class ITRedactConfig {

  /** Which number is the greater one, a hash does not tell: here less may be found. */
  private static final List<String> RESTS_ON_NUMBERS =
      List.of("check-then-act.txt ", "duplicate-write.txt ", "stale-overwrite.txt ");

  /**
   * What two texts say that are not equal: a UUID in other letters, a schema's name in a literal.
   */
  private static final List<String> RESTS_ON_LETTERS =
      List.of(
          "lost-update.txt racy: a UUID in large and in small letters",
          "lost-update.txt safe: the schema of a customer of his own, chosen on the connection");

  private static final Map<String, String> SALT = Map.of("RACETRACE_REDACT_SALT", "3f1c9a7e5b20");

  /** What must not come out, in whatever place it went in. */
  private static final List<String> SECRETS =
      List.of("meier", "Meier", "MEIER", "4711", "815.25", "08154711");

  @TempDir Path folder;

  @Test
  void the_collector_finds_nothing_to_complain_of() throws IOException {
    assertThat(RealCollector.complaints("redact.yaml", folder, SALT)).isEmpty();
  }

  @Test
  void without_a_salt_it_does_not_start() throws IOException {
    assertThat(RealCollector.complaints("redact.yaml", folder, Map.of()))
        .startsWith("exit code 1")
        .contains("missing closing ]");
  }

  @Test
  void timelines_of_sql_give_the_same_findings_as_before_and_no_other_one_gives_new_ones()
      throws IOException {
    Map<String, Timeline> timelines = timelines();
    List<Span> plain = new ArrayList<>();
    for (Timeline timeline : timelines.values()) {
      long number = plain.isEmpty() ? 1 : plain.get(plain.size() - 1).traceId().high() + 1;
      timeline.spans().forEach(span -> plain.add(inTraces(number, span)));
    }

    List<Span> redacted = redact(plain);

    assertThat(redacted).hasSameSizeAs(plain);
    Map<String, String> found = new LinkedHashMap<>();
    Map<String, String> expected = new LinkedHashMap<>();
    long number = 1;
    for (Map.Entry<String, Timeline> timeline : timelines.entrySet()) {
      String before = found(plain, number);
      String after = found(redacted, number);
      if (timeline.getKey().startsWith("lock-")) {
        List<Finding> surely = analyze(plain, number).findings();
        // Nobody sees any more how long a lock of Redis lasts, nor which token is the newer one:
        // who
        // takes turns under a lock, closer together than clocks can tell, may have
        // raced; and what a lock is there for, its hashed name does not tell.
        assertThat(analyze(redacted, number).findings())
            .as(timeline.getKey())
            .allMatch(
                less ->
                    surely.stream().anyMatch(more -> isNotSurer(less, more))
                        || !less.certainty().isAtLeast(Certainty.LIKELY)
                            && !less.rule().id().startsWith("lock-"));
      } else if (RESTS_ON_NUMBERS.stream().anyMatch(timeline.getKey()::startsWith)) {
        List<Finding> surely = analyze(plain, number).findings();
        assertThat(analyze(redacted, number).findings())
            .as(timeline.getKey())
            .allMatch(less -> surely.stream().anyMatch(more -> isNotSurer(less, more)));
      } else if (!RESTS_ON_LETTERS.contains(timeline.getKey())
          && timeline.getValue().spans().stream().noneMatch(ITRedactConfig::isOfAnotherStore)) {
        expected.put(timeline.getKey(), before);
        found.put(timeline.getKey(), after);
      } else if (!before.startsWith("RACES_FOUND")) {
        assertThat(after).as(timeline.getKey()).doesNotStartWith("RACES_FOUND");
      }
      number++;
    }
    assertThat(expected).hasSizeGreaterThan(30);
    assertThat(found).isEqualTo(expected);
  }

  private static boolean isNotSurer(Finding one, Finding other) {
    return one.rule().equals(other.rule())
        && one.recordType().equals(other.recordType())
        && other.certainty().isAtLeast(one.certainty());
  }

  /** Of which redaction leaves less than keys that can be told apart. */
  private static boolean isOfAnotherStore(Span span) {
    String system = span.firstAttribute("db.system.name", "db.system");
    return "redis".equals(system) || "mongodb".equals(system);
  }

  @Test
  void a_lost_update_is_as_sure_as_before_and_names_nobody() throws IOException {
    List<Span> plain =
        Timeline.parse(
                """
                record postgresql/shop/loyalty_account meier@example.org balance
                A referral-service/ref-1 request "POST /referrals/{id}/activate"
                B order-service/ord-1 event "process order.placed"

                 0.0 A read 4711 v1
                 1.0 B read 4711 v1
                 9.0 B write 815.25 v2 based on 4711 v1
                11.0 A write 08154711 v3 based on 4711 v1
                """)
            .spans();

    List<Span> redacted = redact(plain);

    assertThat(analyze(plain).findings()).extracting(Finding::rule).isNotEmpty();
    assertThat(found(redacted)).contains("lost-update PROVEN").isEqualTo(found(plain));
    assertThat(analyze(redacted).findings())
        .extracting(Finding::fingerprint)
        .isEqualTo(analyze(plain).findings().stream().map(Finding::fingerprint).toList());
  }

  @Test
  void a_version_stated_on_one_side_and_bound_on_the_other_accuses_nobody() throws IOException {
    List<Span> plain =
        Timeline.parse(
                """
                record postgresql/shop/loyalty_account 42 balance
                A referral-service/ref-1 request "POST /referrals/{id}/activate"
                B order-service/ord-1 event "process order.placed"

                 0.0 A read 100 v1
                20.0 A write 250 v2 based on 100 v1 guard version-predicate
                50.0 B sql "SELECT balance, version FROM loyalty_account WHERE id = ?" '42'
                80.0 B sql "UPDATE loyalty_account SET balance = ?, version = ? WHERE id = ? AND version = ?" '300' '3' '42' '2'
                """)
            .spans();

    assertThat(analyze(plain).findings()).isEmpty();
    assertThat(analyze(redact(plain)).findings()).isEmpty();
  }

  @Test
  void nothing_of_what_a_span_says_about_people_comes_out() throws IOException {
    List<String> statements =
        List.of(
            "UPDATE person SET balance = 4711, version = version + 1 WHERE name = 'Meier'",
            "UPDATE person SET balance = balance + 4711 WHERE name = $1",
            "UPDATE person SET note = 'Meier''s' /* for meier's */ WHERE id=-4711 OR x = 4711e1",
            "UPDATE person SET note = 'it\\\\'s Meier' WHERE id = 4711",
            "UPDATE person SET balance = 4711 -- meier",
            "UPDATE person SET balance = 4711 # meier",
            "UPDATE \\\"person\\\" SET \\\"note\\\" = 'say \\\"hi\\\" Meier' WHERE id = 4711",
            "UPDATE \\\"it's\\\" SET note = 'Meier' WHERE \\\"it's\\\" = 4711",
            "UPDATE person SET note = $tag$Meier$tag$ WHERE id = 4711",
            "UPDATE person SET note = 'Meier WHERE id = 4711",
            "INSERT INTO person (id, name) VALUES (4711, E'meier'), (4711, N'Meier')");
    StringBuilder spans = new StringBuilder();
    int id = 1;
    for (String system : List.of("postgresql", "mysql", "mongodb", "unheard-of")) {
      for (String statement : statements) {
        spans.append(span(id++, system, "db.query.text", statement)).append(',');
        spans.append(span(id++, system, "db.statement", statement)).append(',');
      }
    }
    spans.append(span(id++, "mysql", "db.statement", "UPDATE p SET a = \\\"Meier\\\"")).append(',');
    spans.append(span(id++, "redis", "db.statement", "SET meier:4711 Meier NX EX 4711"));

    try (RealCollector collector = RealCollector.start("redact.yaml", folder, SALT)) {
      Sending.json(
          collector.http,
          """
          {"resourceSpans":[{"resource":{"attributes":[\
          {"key":"service.name","value":{"stringValue":"order"}},\
          {"key":"process.command_line","value":{"stringValue":"--user=meier"}}]},\
          "scopeSpans":[{"scope":{"name":"jdbc","attributes":[\
          {"key":"user","value":{"stringValue":"meier"}}]},"spans":[%s]}]}]}"""
              .formatted(spans));
      collector.stop();
      assertThat(collector.warnings()).isEmpty();

      String out = Files.readString(collector.spans);
      for (String secret : SECRETS) {
        assertThat(out).doesNotContain(secret);
      }
      List<Span> read = CollectedSpans.read(FileSource.of(collector.spans)).spans;
      assertThat(read).hasSize(id - 1);
      assertThat(read.get(0).attribute("db.query.text"))
          .matches(
              "UPDATE person SET balance = 'h[0-9a-f]{16}', version = version \\+ 1"
                  + " WHERE name = 'h[0-9a-f]{16}'")
          .endsWith("'" + read.get(0).attribute("racetrace.record.key") + "'");
      assertThat(read.get(0).attribute("exception.message")).isEqualTo("duplicate key");
      assertThat(read.get(2).attribute("db.query.text"))
          .matches("UPDATE person SET balance = balance \\+ 'h[0-9a-f]{16}' WHERE name = \\$1");
      assertThat(read.get(8).attribute("db.query.text")).isEqualTo("UPDATE");
      assertThat(read.get(id - 2).attribute("db.statement"))
          .matches("SET h[0-9a-f]{16} h[0-9a-f]{16} NX EX h[0-9a-f]{16}");
    }
  }

  /** A span that tells of Meier wherever one can. */
  private static String span(int id, String system, String textName, String text) {
    return """
        {"traceId":"%032x","spanId":"%016x","name":"UPDATE 'Meier' 4711","kind":3,\
        "startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600000001000",\
        "traceState":"ot=th:8,user=meier","status":{"code":2,"message":"no such user: meier"},\
        "attributes":[{"key":"db.system.name","value":{"stringValue":"%s"}},\
        {"key":"%s","value":{"stringValue":"%s"}},\
        {"key":"db.query.parameter.0","value":{"intValue":"4711"}},\
        {"key":"db.query.parameter.name","value":{"stringValue":"Meier"}},\
        {"key":"racetrace.record.key","value":{"stringValue":"Meier"}},\
        {"key":"racetrace.value.read","value":{"doubleValue":815.25}},\
        {"key":"racetrace.value.written","value":{"stringValue":"08154711"}},\
        {"key":"racetrace.version.read","value":{"stringValue":"3"}},\
        {"key":"messaging.kafka.message.key","value":{"stringValue":"Meier"}},\
        {"key":"url.path","value":{"stringValue":"/people/meier"}}],\
        "events":[{"name":"exception","attributes":[\
        {"key":"exception.message","value":{"stringValue":"ERROR: duplicate key\\n Key (id)=(meier)"}},\
        {"key":"exception.stacktrace","value":{"stringValue":"at Meier"}}]},\
        {"name":"Meier logged in"}]}"""
        .formatted(id, id, system, textName, text);
  }

  private List<Span> redact(List<Span> spans) throws IOException {
    try (RealCollector collector = RealCollector.start("redact.yaml", folder, SALT)) {
      Sending.spans(collector.http, spans);
      collector.stop();
      assertThat(collector.warnings()).isEmpty();
      String out = Files.readString(collector.spans);
      for (String secret : SECRETS) {
        assertThat(out).doesNotContain(secret);
      }
      return CollectedSpans.read(FileSource.of(collector.spans)).spans;
    }
  }

  /** The cases that core holds its rules to. */
  private static Map<String, Timeline> timelines() throws IOException {
    Map<String, Timeline> timelines = new LinkedHashMap<>();
    Path folder = Checkout.file("trace-analyzer/core/src/test/resources/timelines");
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        for (String part : Files.readString(file).split("(?m)^== ", -1)) {
          int line = part.indexOf('\n');
          String body = part.substring(line + 1).replaceAll("(?m)^(expect|contract) .*$", "");
          if (body.contains("\nrecord ")) {
            timelines.put(file.getFileName() + " " + part.substring(0, line), Timeline.parse(body));
          }
        }
      }
    }
    assertThat(timelines.keySet()).anyMatch(name -> name.startsWith("lost-update"));
    return timelines;
  }

  private static Span inTraces(long number, Span span) {
    return new Span(
        new TraceId(number, span.traceId().low()),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        span.attributes(),
        span.links().stream()
            .map(link -> new SpanLink(new TraceId(number, link.traceId().low()), link.spanId()))
            .toList());
  }

  private static Report analyze(List<Span> spans, long number) {
    return analyze(spans.stream().filter(span -> span.traceId().high() == number).toList());
  }

  private static String found(List<Span> spans, long number) {
    return found(spans.stream().filter(span -> span.traceId().high() == number).toList());
  }

  /** All that a report says except for amounts. */
  private static String found(List<Span> spans) {
    Report report = analyze(spans);
    TreeSet<String> found = new TreeSet<>();
    for (Finding finding : report.findings()) {
      found.add(
          String.join(
              " ",
              finding.rule().id(),
              finding.certainty().name(),
              finding.recordType(),
              finding.columns().toString(),
              Long.toString(finding.count()),
              finding.services().toString(),
              finding.scope().name(),
              finding.guards().toString(),
              finding.fingerprint().toString()));
    }
    report.prevented().forEach(prevented -> found.add(prevented.toString()));
    return report.verdict() + " " + String.join("\n", found);
  }

  private static Report analyze(List<Span> spans) {
    return TraceAnalyzer.builder().build().analyze(spans);
  }
}
