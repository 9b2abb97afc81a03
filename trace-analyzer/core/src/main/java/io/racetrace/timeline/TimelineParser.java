package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Arrival;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads timelines. */
final class TimelineParser {

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  private @Nullable String[] record;
  private final List<Side> sides = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  private TimelineParser() {
    record = new @Nullable String[0];
  }

  static Timeline parse(String text) {
    TimelineParser parser = new TimelineParser();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      try {
        parser.line(words(content));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "timeline line " + number + ": '" + content + "': " + e.getMessage(), e);
      }
    }
    return parser.timeline();
  }

  private Timeline timeline() {
    if (record.length == 0) {
      throw new IllegalArgumentException("a timeline begins with a line 'record ...'");
    }
    return new Timeline(record(0), record(1), record(2), record(3), record(4), sides, events);
  }

  private String record(int part) {
    String text = record[part];
    return text == null ? "" : text;
  }

  private static Deque<String> words(String line) {
    Deque<String> words = new ArrayDeque<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      String quoted = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(quoted != null ? quoted : matcher.group(3));
    }
    return words;
  }

  private void line(Deque<String> words) {
    String first = words.removeFirst();
    if (first.equals("record")) {
      String[] type = words.removeFirst().split("/", 3);
      String key = words.removeFirst();
      record =
          new String[] {
            type[0], type[1], type[2], key, words.isEmpty() ? "value" : words.removeFirst()
          };
    } else if (Character.isDigit(first.charAt(0))) {
      events.add(event(Double.parseDouble(first), words));
    } else {
      sides.add(side(first, words));
    }
    if (!words.isEmpty()) {
      throw new IllegalArgumentException("what is '" + words.getFirst() + "'?");
    }
  }

  private static Side side(String name, Deque<String> words) {
    String[] service = words.removeFirst().split("/", 2);
    Arrival arrival = Arrival.valueOf(words.removeFirst().toUpperCase(Locale.ROOT));
    String operation = words.removeFirst();
    Tie tie = Tie.NONE;
    String tiedTo = "";
    if (!words.isEmpty()) {
      tie = Tie.valueOf((words.removeFirst() + "_" + words.removeFirst()).toUpperCase(Locale.ROOT));
      tiedTo = words.removeFirst();
    }
    return new Side(
        name, service[0], service.length > 1 ? service[1] : "", arrival, operation, tie, tiedTo);
  }

  private static Event event(double millis, Deque<String> words) {
    String side = words.removeFirst();
    Kind kind = Kind.valueOf(words.removeFirst().toUpperCase(Locale.ROOT));
    String statement = kind == Kind.SQL ? words.removeFirst() : "";
    String[] state = new String[4];
    List<String> parameters = new ArrayList<>();
    List<String> guards = List.of();
    Long rows = null;
    double duration = Event.USUAL_DURATION;
    String failure = null;
    int at = 0;
    while (!words.isEmpty()) {
      String word = words.removeFirst();
      switch (word) {
        case "based" -> {
          words.removeFirst();
          at = 2;
        }
        case "guard" -> guards = List.of(words.removeFirst().split(","));
        case "rows" -> rows = Long.valueOf(words.removeFirst());
        case "for" -> duration = Double.parseDouble(words.removeFirst());
        case "failed" -> failure = words.removeFirst();
        default -> {
          if (kind == Kind.SQL) {
            parameters.add(word);
          } else if (word.matches("v\\d+")) {
            state[at + 1] = word.substring(1);
          } else {
            state[at] = word;
          }
        }
      }
    }
    return new Event(
        millis,
        side,
        kind,
        state[0],
        state[1],
        state[2],
        state[3],
        guards,
        rows,
        statement,
        parameters,
        duration,
        failure);
  }
}
