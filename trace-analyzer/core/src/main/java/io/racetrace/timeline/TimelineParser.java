package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Arrival;
import io.racetrace.timeline.Timeline.Bond;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads timelines. */
final class TimelineParser {

  private static final Pattern NUMBER = Pattern.compile("\\d.*");
  private static final Pattern SIDE = Pattern.compile("[A-Za-z]\\w*");
  private static final Pattern VERSION = Pattern.compile("v\\d+");

  private @Nullable Heading heading;
  private final Map<String, Side> sides = new LinkedHashMap<>();
  private final Map<String, Double> clocks = new HashMap<>();
  private final List<Event> events = new ArrayList<>();

  /** The line that names the record. */
  private record Heading(String system, String database, String type, String key, String column) {}

  private TimelineParser() {}

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
        parser.line(new TimelineWords(content));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "timeline line " + number + ": '" + content + "': " + e.getMessage(), e);
      }
    }
    return parser.timeline();
  }

  private Timeline timeline() {
    Heading of = heading;
    if (of == null) {
      throw new IllegalArgumentException("a timeline begins with a line 'record ...'");
    }
    return new Timeline(
        of.system(),
        of.database(),
        of.type(),
        of.key(),
        of.column(),
        new ArrayList<>(sides.values()),
        events);
  }

  private void line(TimelineWords words) {
    String first = words.next();
    if (first.equals("record")) {
      String[] type = words.next().split("/", 3);
      if (type.length < 3) {
        throw new IllegalArgumentException("a record is of SYSTEM/DATABASE/TABLE");
      }
      String key = words.next();
      heading =
          new Heading(type[0], type[1], type[2], key, words.isEmpty() ? "value" : words.next());
    } else if (NUMBER.matcher(first).matches()) {
      events.add(event(Double.parseDouble(first), words));
    } else {
      Side side = side(first, words);
      if (sides.putIfAbsent(first, side) != null) {
        throw new IllegalArgumentException("side " + first + " is there already");
      }
    }
    words.end();
  }

  private Side side(String name, TimelineWords words) {
    if (!SIDE.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no name of a side");
    }
    String[] service = words.next().split("/", 2);
    String instance = service.length > 1 ? service[1] : "";
    Arrival arrival = Arrival.valueOf(words.next().toUpperCase(Locale.ROOT));
    String operation = words.next();
    List<Tie> ties = new ArrayList<>();
    Map<String, String> attributes = Map.of();
    double clock = 0;
    boolean seen = true;
    while (!words.isEmpty()) {
      if (words.take("with")) {
        attributes = words.attributes();
      } else if (words.take("clock")) {
        clock = words.number();
      } else if (words.take("unseen")) {
        if (!words.take("entry")) {
          throw new IllegalArgumentException("'unseen' goes on with 'entry'");
        }
        seen = false;
      } else {
        ties.add(tie(words));
      }
    }
    if (ties.stream().filter(tie -> tie.bond().isParent()).count() > 1) {
      throw new IllegalArgumentException(
          "a side has one parent; tie it to others with 'linked to'");
    }
    Double known = clocks.putIfAbsent(String.join("/", service), clock);
    if (known != null && known != clock) {
      throw new IllegalArgumentException("an instance has one clock; another line says " + known);
    }
    return new Side(name, service[0], instance, arrival, operation, ties, attributes, clock, seen);
  }

  private Tie tie(TimelineWords words) {
    String first = words.next();
    String phrase = first.equals("beside") ? first : first + " " + words.next();
    Bond bond = Bond.valueOf(phrase.toUpperCase(Locale.ROOT).replace(' ', '_'));
    String other = known(words.next());
    Map<String, String> attributes = Map.of();
    Double waits = null;
    while (true) {
      if (words.take("via")) {
        attributes = words.attributes();
      } else if (words.take("waits")) {
        waits = words.number();
      } else {
        return new Tie(bond, other, attributes, waits);
      }
    }
  }

  private String known(String side) {
    if (!sides.containsKey(side)) {
      throw new IllegalArgumentException("no line above is of a side " + side);
    }
    return side;
  }

  private Event event(double millis, TimelineWords words) {
    String side = known(words.next());
    Kind kind = Kind.valueOf(words.next().toUpperCase(Locale.ROOT));
    String statement = kind == Kind.SQL || kind == Kind.CALL ? words.next() : "";
    @Nullable String[] state = new @Nullable String[4];
    List<String> parameters = new ArrayList<>();
    List<String> guards = List.of();
    Long rows = null;
    double duration = Event.USUAL_DURATION;
    String failure = null;
    Map<String, String> attributes = Map.of();
    int at = 0;
    while (!words.isEmpty()) {
      if (words.take("based")) {
        if (!words.take("on")) {
          throw new IllegalArgumentException("'based' goes on with 'on'");
        }
        at = 2;
      } else if (words.take("guard")) {
        guards = List.of(words.next().split(","));
      } else if (words.take("rows")) {
        rows = Long.valueOf(words.next());
      } else if (words.take("for")) {
        duration = words.number();
      } else if (words.take("failed")) {
        failure = words.next();
      } else if (words.take("with")) {
        attributes = words.attributes();
      } else if (kind == Kind.SQL) {
        parameters.add(words.next());
      } else if (kind == Kind.READ || kind == Kind.WRITE) {
        boolean quoted = words.isQuoted();
        String word = words.next();
        boolean isVersion = !quoted && VERSION.matcher(word).matches();
        state[isVersion ? at + 1 : at] = isVersion ? word.substring(1) : word;
      } else {
        words.end();
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
        failure,
        attributes);
  }
}
