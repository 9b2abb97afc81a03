package io.racetrace.anomalies;

import io.racetrace.SpanSink;
import io.racetrace.anomalies.Conductor.Play;
import io.racetrace.anomalies.Performance.Told;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.file.FileSource;
import io.racetrace.sources.receive.OtlpReceiver;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The database, the parties, and the file with their spans. */
final class Stage implements AutoCloseable {

  private static final String SERVICE = "bank";

  private final Path spansFile;
  private final Database database;
  private final OtlpReceiver receiver;
  private final List<PartyProcess> parties = new ArrayList<>();
  private final Set<String> openings = new HashSet<>();
  private @Nullable List<Span> spans;

  private Stage(Path spansFile, Database database, OtlpReceiver receiver) {
    this.spansFile = spansFile;
    this.database = database;
    this.receiver = receiver;
  }

  static Stage build(Path folder, int parties)
      throws IOException, InterruptedException, SQLException {
    Path spansFile = folder.resolve("spans.jsonl");
    OtlpReceiver receiver = OtlpReceiver.listen(spansFile);
    Stage stage = new Stage(spansFile, Database.start(folder.resolve("postgres")), receiver);
    for (int i = 0; i < parties; i++) {
      stage.parties.add(
          PartyProcess.start(
              SERVICE,
              stage.database.url(),
              receiver.endpoint().toString(),
              folder.resolve("party-" + i + ".log")));
    }
    stage.open();
    return stage;
  }

  /** Each party ends a transaction once: so it is known that it shows where they end. */
  private void open() throws IOException, InterruptedException, SQLException {
    database.reset(List.of("create table opening (id int primary key, at int)"));
    for (PartyProcess party : parties) {
      Unit unit =
          Unit.request("O", "/openings").transaction(Step.read("all", "select id from opening"));
      Performance performance = new Performance(unit, party, database, Level.READ_COMMITTED);
      while (!performance.isDone()) {
        performance.proceed();
        performance.settle(true);
      }
      openings.add(performance.leave().trace());
    }
  }

  Conductor conductor(Duration pause) {
    return new Conductor(database, parties, pause);
  }

  List<PartyProcess> parties() {
    return parties;
  }

  /** The spans of what was played, and those with which the parties opened. */
  List<Span> spans(Play play) throws IOException, InterruptedException {
    Set<String> traces = new HashSet<>(openings);
    play.told().stream().map(Told::trace).forEach(traces::add);
    return arrived().stream().filter(span -> traces.contains(span.traceId().toString())).toList();
  }

  /** All spans. Call it when everything is played. */
  private List<Span> arrived() throws IOException, InterruptedException {
    List<Span> arrived = spans;
    if (arrived == null) {
      conductor(Duration.ZERO).flush();
      arrived = new ArrayList<>();
      FileSource.of(spansFile).read(sink(arrived));
      spans = arrived;
    }
    return arrived;
  }

  private static SpanSink sink(List<Span> spans) {
    return new SpanSink() {
      @Override
      public void span(Span span) {
        spans.add(span);
      }

      @Override
      public void diagnostic(Diagnostic diagnostic) {
        throw new AssertionError(diagnostic);
      }
    };
  }

  @Override
  public void close() throws IOException {
    for (PartyProcess party : parties) {
      party.close();
    }
    receiver.close();
    database.close();
  }
}
