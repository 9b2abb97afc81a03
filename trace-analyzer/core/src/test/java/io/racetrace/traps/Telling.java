package io.racetrace.traps;

import io.racetrace.timeline.Timeline;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Changes of timelines that leave everything as it was: names, dialects, times, noise. */
final class Telling {

  private static final List<String> TABLES =
      List.of("wallet", "t_konto_2", "UserProfile", "inventory_item", "app.ledger", "person");
  private static final List<String> KEYS =
      List.of("7", "900719925474", "k-4711", "3f8a0c1e-9b7d-4c55-8a2e-0d6a1b2c3d4e", "a:b c");
  private static final List<String> SERVICES =
      List.of("warenkorb", "billing-api", "com.example.Points", "svc_7", "edge-gateway");
  private static final Pattern TABLE_PLACE =
      Pattern.compile("(?i)\\b(FROM|UPDATE|INTO)( +)([\\w.]+)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\?|[$](\\d+)");

  private Telling() {}

  /** Other services and other instances; the same ones stay the same. */
  static Timeline services(Timeline told, Random random) {
    Map<String, String> names = new HashMap<>();
    int first = random.nextInt(SERVICES.size());
    return Retelling.sides(
        told,
        side -> {
          String name =
              names.computeIfAbsent(
                  side.service(), key -> SERVICES.get((first + names.size()) % SERVICES.size()));
          return Retelling.side(side, name, side.instance() + "-" + first, side.clock());
        });
  }

  /** Another table and another key; all other texts stay. */
  static Timeline record(Timeline told, Random random) {
    boolean sql = Retelling.isSql(told);
    String table = TABLES.get(random.nextInt(TABLES.size()));
    String key = KEYS.get(random.nextInt(sql ? KEYS.size() : 2));
    boolean keepsType = !sql || told.type().contains(".");
    String type = keepsType ? told.type() : table;
    List<Event> events = new ArrayList<>();
    for (Event event : told.events()) {
      String statement = event.statement();
      if (!keepsType) {
        statement = statement.replaceAll("\\b" + told.type() + "\\b", table);
      }
      if (!sql) {
        statement = statement.replaceAll("(?<=:)" + told.key() + "\\b", key);
      }
      List<String> parameters =
          event.parameters().stream().map(p -> p.equals(told.key()) ? key : p).toList();
      events.add(Retelling.saying(event, statement, parameters));
    }
    return new Timeline(
        told.system(), told.database(), type, key, told.column(), told.sides(), events);
  }

  /** Whether the statements are of no one's dialect. */
  static boolean isCommonSql(Timeline told) {
    return told.system().equals("postgresql")
        && told.events().stream()
            .allMatch(
                event ->
                    event.failure() == null
                        && !event.attributes().containsKey("db.system.name")
                        && !event
                            .statement()
                            .matches("(?i).*(FOR UPDATE|CONFLICT|`|[$]\\d|now\\(|CALL).*")
                        && event.guards().stream().noneMatch("row-lock"::equals));
  }

  /** What another store's instrumentation would have written. */
  static Timeline dialect(Timeline told, String system, String open, String close, String mark) {
    List<Event> events = new ArrayList<>();
    for (Event event : told.events()) {
      Matcher place = TABLE_PLACE.matcher(event.statement());
      String text =
          place.replaceAll(
              match ->
                  Matcher.quoteReplacement(
                      match.group(1) + match.group(2) + quoted(match.group(3), open, close)));
      Map<String, String> attributes = new TreeMap<>(event.attributes());
      List<String> parameters = event.parameters();
      if (!mark.equals("?")) {
        text = numbered(text, mark);
      }
      if (mark.startsWith("@") && event.kind() == Kind.SQL) {
        for (int i = 0; i < parameters.size(); i++) {
          attributes.put("db.query.parameter." + mark + i, parameters.get(i));
        }
        parameters = List.of();
      }
      events.add(Retelling.with(event, text, parameters, attributes));
    }
    return new Timeline(
        system, told.database(), told.type(), told.key(), told.column(), told.sides(), events);
  }

  private static String quoted(String name, String open, String close) {
    return Arrays.stream(name.split("\\.", -1))
        .map(part -> open + part + close)
        .collect(Collectors.joining("."));
  }

  private static String numbered(String text, String mark) {
    int[] next = {mark.startsWith("@") ? 0 : 1};
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    mark + (match.group(1) == null ? next[0]++ : place(match) + next[0])));
  }

  /** Which parameter a numbered placeholder stands for, from 0. */
  private static int place(MatchResult match) {
    return Integer.parseInt(match.group(1)) - 1;
  }

  /** Values in the text instead of beside it. */
  static Timeline literals(Timeline told) {
    return Retelling.events(
        told,
        event -> {
          int[] next = {0};
          List<String> values = event.parameters();
          boolean batch = event.attributes().containsKey("db.operation.batch.size");
          if (event.kind() != Kind.SQL || values.isEmpty() || batch) {
            return event;
          }
          String text =
              PLACEHOLDER
                  .matcher(event.statement())
                  .replaceAll(
                      match -> {
                        int at = match.group(1) == null ? next[0]++ : place(match);
                        return Matcher.quoteReplacement(literal(values.get(at)));
                      });
          return Retelling.saying(event, text, List.of());
        });
  }

  private static String literal(String value) {
    return value.matches("-?(0|[1-9]\\d{0,17})") ? value : "'" + value.replace("'", "''") + "'";
  }

  /** The same order of all beginnings and ends, with other times between them. */
  static Timeline times(Timeline told, Random random) {
    TreeSet<Double> marks = new TreeSet<>();
    for (Event event : told.events()) {
      marks.add(event.millis());
      marks.add(event.millis() + event.duration());
    }
    Map<Double, Double> moved = new HashMap<>();
    double before = 0;
    double now = 0;
    double factor = 0.9 + random.nextDouble() * 1.3;
    for (double mark : marks) {
      now += (mark - before) * (factor + random.nextDouble() * 0.2);
      before = mark;
      moved.put(mark, Math.round(now * 1e6) / 1e6);
    }
    return Retelling.events(
        told,
        event -> {
          double from = moved.getOrDefault(event.millis(), 0.0);
          double to = moved.getOrDefault(event.millis() + event.duration(), 0.0);
          return Retelling.at(event, from, Math.round((to - from) * 1e6) / 1e6);
        });
  }

  /** Clocks that are wrong by less than what they are taken to be wrong by. */
  static Timeline clocks(Timeline told, Random random) {
    Map<String, Double> offsets = new HashMap<>();
    return Retelling.sides(
        told,
        side ->
            Retelling.side(
                side,
                side.service(),
                side.instance(),
                side.clock()
                    + offsets.computeIfAbsent(
                        side.service() + "/" + side.instance(),
                        key -> Math.rint((random.nextDouble() * 6 - 3) * 1e3) / 1e3)));
  }

  /** All sides in one instance. */
  static Timeline oneInstance(Timeline told) {
    return Retelling.sides(told, side -> Retelling.side(side, side.service(), "all", side.clock()));
  }

  /** Other work in the same traces, and other traces. */
  static Timeline noise(Timeline told, Random random) {
    List<Event> events = new ArrayList<>(told.events());
    List<Side> sides = new ArrayList<>(told.sides());
    for (Side side : told.sides()) {
      Double start = Retelling.start(told, side.name());
      if (start != null && Retelling.isSql(told)) {
        String text = "SELECT name FROM product WHERE id = ?";
        String key = side.name() + random.nextInt(1000);
        events.add(Retelling.statement(start - 0.2, side.name(), text, key));
      }
    }
    for (int i = 0; i < 3; i++) {
      String name = "N" + i;
      sides.add(
          new Side(
              name,
              "catalogue",
              "cat-1",
              Timeline.Arrival.REQUEST,
              "GET /products/{id}",
              List.of(),
              Map.of(),
              0,
              true));
      double at = 5 + random.nextInt(60);
      String key = "n" + i;
      if (Retelling.isSql(told)) {
        events.add(Retelling.statement(at, name, "SELECT name FROM product WHERE id = ?", key));
        events.add(
            Retelling.statement(
                at + 1, name, "INSERT INTO visit (id, product) VALUES (?, ?)", "v" + key, key));
        events.add(
            new Event(
                at + 2,
                name,
                Kind.COMMIT,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                "",
                List.of(),
                0.2,
                null,
                Map.of()));
      } else {
        String text = told.system().equals("redis") ? "GET product:" + key : "{\"ping\":1}";
        events.add(Retelling.statement(at, name, text));
      }
    }
    return Retelling.of(told, sides, events);
  }

  /** By the other way, where the way is not what the case is about. */
  static Timeline arrivals(Timeline told) {
    return Retelling.sides(
        told,
        side ->
            !Retelling.isPlain(side)
                ? side
                : side.arrival() == Timeline.Arrival.REQUEST
                    ? Retelling.arriving(side, Timeline.Arrival.EVENT, "process thing.happened")
                    : Retelling.arriving(side, Timeline.Arrival.REQUEST, "PUT /things/{id}"));
  }

  /** A thread on every span, as Java's agent has it. */
  static Timeline threads(Timeline told) {
    return Retelling.events(
        told, event -> Retelling.with(event, "thread.id", "" + (30 + event.side().charAt(0))));
  }

  /** What a pool makes the driver do when it takes the connection back. */
  static Timeline pool(Timeline told) {
    List<Event> events = new ArrayList<>();
    for (Event event : told.events()) {
      events.add(event);
      if (event.kind() == Kind.COMMIT && event.failure() == null) {
        double end = event.millis() + event.duration();
        events.add(Retelling.at(event, end + 0.01, 0.02));
      }
    }
    return Retelling.of(told, told.sides(), events);
  }
}
