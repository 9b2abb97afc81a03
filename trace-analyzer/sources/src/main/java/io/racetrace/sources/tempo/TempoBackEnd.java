package io.racetrace.sources.tempo;

import static io.racetrace.sources.http.RetryingHttp.encoded;

import io.racetrace.sources.backend.BackEnd;
import io.racetrace.sources.backend.Found;
import io.racetrace.sources.backend.Search;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.http.Answer;
import io.racetrace.sources.http.HttpAddress;
import io.racetrace.sources.http.RetryingHttp;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tempo, whose searches list traces, which are then fetched one by one. */
final class TempoBackEnd implements BackEnd {

  private static final String NOT_TEMPO =
      "this does not look like Tempo; give the address of its HTTP interface with its prefix, such"
          + " as http://localhost:3200";

  /** Tempo's answer for a trace above the size that it is willing to give. */
  private static final int TOO_LARGE = 422;

  private enum Outcome {
    WHOLE,
    PART,
    TOO_LARGE,
    MISSING
  }

  private final HttpAddress address;
  private final RetryingHttp http;
  private final Set<TraceId> fetched = ConcurrentHashMap.newKeySet();

  /** Version 2 of this one interface says whether a trace is whole; it came with Tempo 2.7. */
  private volatile boolean hasVersion2 = true;

  TempoBackEnd(HttpAddress address, RetryingHttp http) {
    this.address = address;
    this.http = http;
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public List<String> services(Instant from, Instant to) throws IOException {
    Path file = Files.createTempFile("racetrace-", ".json");
    file.toFile().deleteOnExit();
    try {
      Answer answer = http.get("/api/search/tag/service.name/values?" + times(from, to), file);
      if (!answer.isGood()) {
        throw answer.refused(NOT_TEMPO);
      }
      fetched.clear();
      return answer.names();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public List<String> notes() {
    return http.warning().stream().toList();
  }

  @Override
  public boolean searchesByService() {
    return false;
  }

  @Override
  public Duration shortestWindow() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Found search(Search search, Path into) throws IOException {
    Answer answer =
        http.get(
            "/api/search?q="
                + encoded(TraceQl.of(search))
                + "&"
                + times(search.from(), search.to())
                + "&limit="
                + search.depth()
                + "&spss=1",
            into);
    if (!answer.isGood()) {
      throw answer.refused(NOT_TEMPO);
    }
    Set<TraceId> listed = TempoAnswers.traces(into);
    Set<TraceId> cut = new HashSet<>();
    Set<TraceId> missing = new HashSet<>();
    boolean any = false;
    Path part = Files.createTempFile("racetrace-", ".json");
    part.toFile().deleteOnExit();
    try (OutputStream all = Files.newOutputStream(into)) {
      for (TraceId id : listed) {
        if (!fetched.add(id)) {
          continue;
        }
        Outcome outcome = get(id, part);
        switch (outcome) {
          case MISSING -> missing.add(id);
          case TOO_LARGE -> cut.add(id);
          case WHOLE, PART -> {
            any = true;
            Files.copy(part, all);
            all.write('\n');
            if (outcome == Outcome.PART) {
              cut.add(id);
            }
          }
        }
      }
    } finally {
      Files.deleteIfExists(part);
    }
    return new Found(any, listed, cut, missing);
  }

  @Override
  public Found trace(TraceId id, Path into) throws IOException {
    return switch (get(id, into)) {
      case WHOLE -> Found.ANSWER;
      case PART -> new Found(true, Set.of(), Set.of(id), Set.of());
      case TOO_LARGE -> new Found(false, Set.of(id), Set.of(id), Set.of());
      case MISSING -> Found.NOTHING;
    };
  }

  private Outcome get(TraceId id, Path into) throws IOException {
    if (hasVersion2) {
      Answer answer = http.get("/api/v2/traces/" + id, into);
      if (answer.status() != 404) {
        return outcome(answer);
      }
    }
    Answer answer = http.get("/api/traces/" + id, into);
    if (answer.isGood()) {
      hasVersion2 = false;
    }
    return answer.status() == 404 ? Outcome.MISSING : outcome(answer);
  }

  private static Outcome outcome(Answer answer) throws IOException {
    if (answer.status() == TOO_LARGE) {
      return Outcome.TOO_LARGE;
    }
    if (!answer.isGood()) {
      throw answer.refused(NOT_TEMPO);
    }
    return TempoAnswers.isPartial(answer.body()) ? Outcome.PART : Outcome.WHOLE;
  }

  /** Whole seconds around the window. */
  private static String times(Instant from, Instant to) {
    return "start=" + from.getEpochSecond() + "&end=" + (to.getEpochSecond() + 1);
  }

  @Override
  public SpanDecoder decoder() {
    return new OtlpJsonDecoder();
  }

  @Override
  public boolean answersInOtlp() {
    return true;
  }
}
