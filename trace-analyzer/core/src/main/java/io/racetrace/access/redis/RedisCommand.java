package io.racetrace.access.redis;

import io.racetrace.access.redis.RedisEffect.Kind;
import io.racetrace.access.redis.RedisLock.Step;
import io.racetrace.access.redis.RedisTable.Keys;
import io.racetrace.access.redis.RedisTable.Positions;
import io.racetrace.access.redis.RedisTable.Spec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the text of one command says.
 *
 * @param name in upper case
 * @param effects on keys; those whose key is hidden have none. Empty if it touches no record
 * @param locks what the command means for its keys if they are locks
 * @param known whether the command is known
 */
public record RedisCommand(
    String name, List<RedisEffect> effects, List<RedisLock> locks, boolean known) {

  private static final int MOST_COMMANDS = 10_000;
  private static final Pattern BETWEEN_COMMANDS = Pattern.compile("\n|;(?=\\s?[A-Z])");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z_.]{1,30}");
  private static final List<String> REPLACES_WHAT_IS_THERE = List.of("$", ".");

  /** Copies the lists. */
  public RedisCommand {
    effects = List.copyOf(effects);
    locks = List.copyOf(locks);
  }

  /** The commands of a text: one, or the lines of a pipeline. Never fails. */
  public static List<RedisCommand> parseAll(String text, boolean maybePipeline) {
    List<RedisCommand> commands = new ArrayList<>();
    if (maybePipeline) {
      for (String line : BETWEEN_COMMANDS.split(text, MOST_COMMANDS)) {
        RedisCommand command = parse(line);
        if (!command.known && !line.isBlank()) {
          return List.of(parse(text));
        }
        if (!line.isBlank()) {
          commands.add(command);
        }
      }
    }
    return commands.size() < 2 ? List.of(parse(text)) : commands;
  }

  /** Reads one command. Never fails. */
  public static RedisCommand parse(String text) {
    RedisText.Words read = RedisText.words(text);
    List<String> words = read.words();
    String name = words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      return new RedisCommand("", List.of(), List.of(), false);
    }
    if (RedisTable.touchesNoRecord(name)) {
      return new RedisCommand(name, List.of(), List.of(), true);
    }
    Spec spec = RedisTable.of(name);
    if (spec == null) {
      // A command that the table does not have may write.
      return new RedisCommand(name, List.of(hidden(Kind.SET)), List.of(), false);
    }
    List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
    if (isScript(spec)) {
      arguments = withScriptAsOneWord(arguments);
    }
    boolean fits = arguments.size() <= spec.most() && isConsistent(name, spec, arguments);
    if (!fits) {
      // Where a key with blanks is not quoted, nobody can tell where it ends.
      return new RedisCommand(name, allHidden(spec), List.of(), true);
    }
    boolean incomplete = arguments.size() < spec.least() || read.cut();
    if (name.equals("SET")) {
      return set(arguments, incomplete);
    }
    List<RedisEffect> effects = effects(name, spec, arguments, incomplete);
    if (read.cut()) {
      effects = new ArrayList<>(effects);
      effects.addAll(allHidden(spec));
    }
    return new RedisCommand(name, effects, locks(name, arguments, effects), true);
  }

  private static List<RedisEffect> effects(
      String name, Spec spec, List<String> arguments, boolean incomplete) {
    List<RedisEffect> effects = new ArrayList<>();
    List<String> fields = fields(spec, arguments);
    boolean fieldsHidden = fields != null && (fields.isEmpty() || incomplete);
    for (Keys keys : spec.keys()) {
      List<Integer> positions = keys.positions().in(arguments);
      if (positions == null || positions.isEmpty()) {
        effects.add(hidden(keys.kind()));
        continue;
      }
      for (int at : positions) {
        Kind kind = keys.kind();
        String key = key(arguments.get(at));
        if (fieldsHidden && kind.isWrite()) {
          // Two writers of unknown fields need not be in each other's way.
          key = null;
        }
        if (name.equals("COPY") && at == 1 && !staysInDatabase(arguments)) {
          key = null;
        }
        if (name.startsWith("JSON.") && kind == Kind.DELETE && arguments.size() > 1) {
          String path = arguments.get(1);
          boolean whole = REPLACES_WHAT_IS_THERE.contains(path);
          effects.add(
              whole || RedisText.isMasked(path)
                  ? new RedisEffect(
                      whole ? kind : Kind.SET, whole ? key : null, List.of(), null, null)
                  : new RedisEffect(Kind.SET, key, List.of(path), null, null));
          continue;
        }
        boolean single = positions.size() == 1 && (fields == null || fields.size() <= 1);
        effects.add(
            new RedisEffect(
                kind,
                key,
                fields == null ? List.of() : fields,
                single && kind.isWrite() ? visible(arguments, spec.value()) : null,
                kind == Kind.ADD ? amount(spec, arguments) : null));
      }
    }
    if (name.equals("SORT")) {
      sortedInto(arguments, effects);
    }
    return effects;
  }

  /** The visible fields; null for a command without fields. */
  private static @Nullable List<String> fields(Spec spec, List<String> arguments) {
    Positions where = spec.fields();
    List<Integer> positions = where == null ? null : where.in(arguments);
    if (where == null || positions == null) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    for (int at : positions) {
      String field = arguments.get(at);
      if (REPLACES_WHAT_IS_THERE.contains(field)) {
        return null;
      }
      if (!RedisText.isMasked(field)) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static void sortedInto(List<String> arguments, List<RedisEffect> effects) {
    for (int i = 1; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equalsIgnoreCase("STORE")) {
        effects.add(new RedisEffect(Kind.SET, key(arguments.get(i + 1)), List.of(), null, null));
        return;
      }
    }
    if (arguments.stream().skip(1).filter(RedisText::isMasked).count() > 1) {
      effects.add(hidden(Kind.SET));
    }
  }

  private static boolean staysInDatabase(List<String> arguments) {
    return arguments.size() == 2
        || arguments.size() == 3 && arguments.get(2).equalsIgnoreCase("REPLACE");
  }

  /** SET with its options, which decide whether it is conditional, and whether it is a lock. */
  private static RedisCommand set(List<String> arguments, boolean incomplete) {
    String key = arguments.isEmpty() ? null : key(arguments.get(0));
    SetOptions options = SetOptions.of(arguments);
    if (key == null || incomplete || options == null || options.hidden()) {
      List<RedisLock> locks =
          key != null && options != null && !incomplete
              ? List.of(new RedisLock(Step.MAYBE_ACQUIRE, key, null, null, options.ttl()))
              : List.of();
      return new RedisCommand("SET", List.of(hidden(Kind.SET)), locks, true);
    }
    String value = visible(arguments, 1);
    Kind kind = kind(options);
    RedisEffect effect =
        new RedisEffect(kind, key, List.of(), options.exact() ? value : null, null);
    List<RedisLock> locks = new ArrayList<>();
    if (options.onlyIfAbsent()) {
      locks.add(new RedisLock(Step.ACQUIRE, key, value, options.ttlMillis(), options.ttl()));
    } else if (options.onlyIfPresent() && options.ttl()) {
      locks.add(new RedisLock(Step.RENEW, key, value, options.ttlMillis(), true));
    }
    return new RedisCommand("SET", List.of(effect), locks, true);
  }

  private static Kind kind(SetOptions options) {
    if (options.onlyIfAbsent()) {
      return Kind.INSERT;
    }
    if (options.compares()) {
      return Kind.SCRIPT;
    }
    return options.ttl() && !options.onlyIfPresent() ? Kind.FILL : Kind.SET;
  }

  private static List<RedisLock> locks(
      String name, List<String> arguments, List<RedisEffect> effects) {
    List<RedisLock> locks = new ArrayList<>();
    switch (name) {
      case "SETNX" -> each(effects, Step.ACQUIRE, visible(arguments, 1), locks);
      case "DEL", "UNLINK" -> each(effects, Step.RELEASE, null, locks);
      case "GET", "EXISTS", "HGETALL", "HEXISTS" -> each(effects, Step.LOOK, null, locks);
      case "DELEX" -> each(effects, Step.CHECKED_RELEASE, null, locks);
      case "EXPIRE", "PEXPIRE" -> {
        String key = arguments.isEmpty() ? null : key(arguments.get(0));
        if (key != null) {
          Long ttl = millis(arguments, 1, name.equals("EXPIRE") ? 1000 : 1);
          locks.add(new RedisLock(Step.RENEW, key, null, ttl, true));
        }
      }
      case "EVAL", "EVALSHA" -> {
        String key = effects.get(0).key();
        if (key != null) {
          locks.add(scriptStep(arguments, key, effects));
        }
      }
      default -> {}
    }
    return locks;
  }

  private static void each(
      List<RedisEffect> effects, Step step, @Nullable String token, List<RedisLock> locks) {
    for (RedisEffect effect : effects) {
      if (effect.key() != null) {
        locks.add(new RedisLock(step, effect.key(), token, null, false));
      }
    }
  }

  /** What the scripts of the well-known lock libraries do, by what they call. */
  private static RedisLock scriptStep(
      List<String> arguments, String key, List<RedisEffect> effects) {
    String script = RedisText.script(arguments.get(0)).toLowerCase(Locale.ROOT);
    int first = 2 + effects.size();
    boolean redissonUnlock =
        effects.stream()
            .anyMatch(
                effect ->
                    effect.key() != null && effect.key().startsWith("redisson_lock__channel"));
    boolean expires =
        script.contains("expire") || script.contains("'px'") || script.contains("\"px\"");
    boolean deletes =
        script.contains("'del'") || script.contains("\"del\"") || script.contains("unlink");
    boolean compares =
        script.contains("'get'") || script.contains("\"get\"") || script.contains("hexists");
    boolean creates =
        script.contains("hincrby") && script.contains("exists")
            || script.contains("'set'")
            || script.contains("\"set\"")
            || script.contains("setnx");
    if (redissonUnlock || deletes && compares) {
      return new RedisLock(Step.CHECKED_RELEASE, key, visible(arguments, first), null, false);
    }
    if (creates && expires) {
      return new RedisLock(Step.ACQUIRE, key, token(arguments, first), ttl(arguments, first), true);
    }
    if (expires && compares) {
      return new RedisLock(Step.RENEW, key, token(arguments, first), ttl(arguments, first), true);
    }
    return new RedisLock(Step.SCRIPT, key, null, null, false);
  }

  /** Of a token and a time, whichever comes first, the one that is no number. */
  private static @Nullable String token(List<String> arguments, int first) {
    for (int i = first; i < Math.min(arguments.size(), first + 2); i++) {
      String argument = visible(arguments, i);
      if (argument != null && !NUMBER.matcher(argument).matches()) {
        return argument;
      }
    }
    return null;
  }

  private static @Nullable Long ttl(List<String> arguments, int first) {
    for (int i = first; i < Math.min(arguments.size(), first + 2); i++) {
      Long millis = millis(arguments, i, 1);
      if (millis != null) {
        return millis;
      }
    }
    return null;
  }

  /** After how many milliseconds what one command sets goes away; null where that is not seen. */
  public static @Nullable Long livesFor(String text) {
    List<String> words = RedisText.words(text.strip()).words();
    if (words.size() < 4) {
      return null;
    }
    List<String> arguments = words.subList(1, words.size());
    return switch (words.get(0).toUpperCase(Locale.ROOT)) {
      case "SETEX" -> millis(arguments, 1, 1000);
      case "PSETEX" -> millis(arguments, 1, 1);
      case "SET" -> {
        SetOptions options = SetOptions.of(arguments);
        yield options == null ? null : options.ttlMillis();
      }
      default -> null;
    };
  }

  static @Nullable Long millis(List<String> arguments, int at, long unit) {
    return at < arguments.size() && arguments.get(at).matches("\\d{1,12}")
        ? Long.valueOf(Long.parseLong(arguments.get(at)) * unit)
        : null;
  }

  /**
   * Whether the words can be what the command was given. A sanitiser hides all values or none, so
   * where both stand side by side a key with blanks was cut into words.
   */
  private static boolean isConsistent(String name, Spec spec, List<String> arguments) {
    if (name.equals("MSET") || name.equals("MSETNX")) {
      return isUniform(arguments, 1, 2) && arguments.size() % 2 == 0;
    }
    Positions fields = spec.fields();
    if (fields != null && fields.step() == 2) {
      return isUniform(arguments, 2, 2) && (arguments.size() - 1) % 2 == 0;
    }
    return spec.rest() == 0 || isUniform(arguments, spec.rest(), 1);
  }

  private static boolean isUniform(List<String> arguments, int from, int step) {
    long hidden = 0;
    long all = 0;
    for (int i = from; i < arguments.size(); i += step) {
      all++;
      hidden += arguments.get(i).equals(RedisText.HIDDEN) ? 1 : 0;
    }
    return hidden == 0 || hidden == all;
  }

  private static boolean isScript(Spec spec) {
    return spec.keys().stream().anyMatch(keys -> keys.positions().counted())
        && spec.keys().get(0).positions().from() == 1
        && spec.least() == 2;
  }

  /** A script that was not quoted ends with its {@code end}, before the count of keys. */
  private static List<String> withScriptAsOneWord(List<String> arguments) {
    if (arguments.size() < 2 || arguments.get(1).matches("\\d{1,4}")) {
      return arguments;
    }
    int count = -1;
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i).matches("\\d{1,4}") && arguments.get(i - 1).matches("end;?")) {
        if (count >= 0) {
          return arguments;
        }
        count = i;
      }
    }
    if (count < 0) {
      return arguments;
    }
    List<String> joined = new ArrayList<>();
    joined.add(String.join(" ", arguments.subList(0, count)));
    joined.addAll(arguments.subList(count, arguments.size()));
    return joined;
  }

  private static @Nullable String amount(Spec spec, List<String> arguments) {
    if (!spec.fixedAmount().isEmpty()) {
      return spec.fixedAmount();
    }
    String text = visible(arguments, spec.amount());
    if (text == null || !NUMBER.matcher(text).matches()) {
      return null;
    }
    BigDecimal amount = new BigDecimal(text);
    return (spec.takesAway() ? amount.negate() : amount).toPlainString();
  }

  private static @Nullable String key(String word) {
    return RedisText.isMasked(word) ? null : word;
  }

  private static @Nullable String visible(List<String> arguments, int at) {
    return at >= 0 && at < arguments.size() && !RedisText.isMasked(arguments.get(at))
        ? arguments.get(at)
        : null;
  }

  private static List<RedisEffect> allHidden(Spec spec) {
    return spec.keys().stream().map(keys -> hidden(keys.kind())).toList();
  }

  private static RedisEffect hidden(Kind kind) {
    return new RedisEffect(kind, null, List.of(), null, null);
  }
}
