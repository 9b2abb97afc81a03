package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Store;
import io.racetrace.access.Version;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.access.redis.KeyPattern;
import io.racetrace.access.redis.KeyPatterns;
import io.racetrace.access.redis.RedisCommand;
import io.racetrace.access.redis.RedisEffect;
import io.racetrace.access.redis.RedisEffect.Kind;
import io.racetrace.access.redis.RedisLock;
import io.racetrace.access.redis.RedisLocks;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accesses from the spans of Redis clients and of those of its relatives: keys become records, by
 * the patterns that all keys of the input show. Locks are no records.
 */
public final class RedisAccessExtractor implements AccessExtractor {

  private static final String VALUE = "value";

  private final KeyPatterns patterns = new KeyPatterns();
  private final KeyPatterns fields = new KeyPatterns();
  private final RedisLocks locks = new RedisLocks();

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute);
  }

  @Override
  public void learn(Span span) {
    for (RedisCommand command : commands(span)) {
      locks.learn(command);
      for (RedisLock lock : command.locks()) {
        patterns.learn(lock.key());
      }
      for (RedisEffect effect : command.effects()) {
        String key = effect.key();
        if (key != null) {
          patterns.learn(key);
          effect
              .fields()
              .forEach(field -> fields.learn(KeyPatterns.patternAlone(key).type(), field));
        }
      }
    }
  }

  @Override
  public List<Touch> extract(Span span) {
    List<Touch> touches = new ArrayList<>();
    for (RedisCommand command : commands(span)) {
      if (!isForLock(command)) {
        for (RedisEffect effect : command.effects()) {
          touches.addAll(touches(span, command, effect));
        }
      }
    }
    return touches;
  }

  @Override
  public List<LockCommand> locks(Span span) {
    List<LockCommand> found = new ArrayList<>();
    for (RedisCommand command : commands(span)) {
      for (RedisLock lock : command.locks()) {
        LockCommand.Step step = step(lock);
        if (step != null && locks.isLock(lock.key())) {
          KeyPattern pattern = patterns.pattern(lock.key());
          found.add(
              new LockCommand(
                  new RecordType(DatabaseSpan.store(span), pattern.type()),
                  pattern.key(),
                  step,
                  lock.token(),
                  lock.ttl(),
                  lock.ttlMillis()));
        }
      }
    }
    return found;
  }

  private static LockCommand.@Nullable Step step(RedisLock lock) {
    return switch (lock.step()) {
      case ACQUIRE, MAYBE_ACQUIRE -> LockCommand.Step.ACQUIRE;
      case RENEW -> LockCommand.Step.RENEW;
      case RELEASE -> LockCommand.Step.RELEASE;
      case CHECKED_RELEASE -> LockCommand.Step.CHECKED_RELEASE;
      case SCRIPT -> LockCommand.Step.UNKNOWN;
      case LOOK -> null;
    };
  }

  /** Whether the command is about a lock, and about nothing else. */
  private boolean isForLock(RedisCommand command) {
    boolean script = command.effects().stream().anyMatch(effect -> effect.kind() == Kind.SCRIPT);
    return !command.locks().isEmpty()
        && (script
            ? locks.isLock(command.locks().get(0).key())
            : command.locks().stream().allMatch(lock -> locks.isLock(lock.key())));
  }

  private static List<RedisCommand> commands(Span span) {
    if (!DatabaseSpan.isRedis(span)) {
      return List.of();
    }
    String text = DatabaseSpan.text(span).strip();
    String operation = DatabaseSpan.operation(span);
    if (text.isEmpty()) {
      String name = operation.isEmpty() ? span.name() : operation;
      return List.of(RedisCommand.parse(firstWord(name)));
    }
    boolean one = firstWord(text).equals(firstWord(operation.isEmpty() ? span.name() : operation));
    return RedisCommand.parseAll(text, !one);
  }

  private static String firstWord(String text) {
    String[] words = text.strip().split("\\s+", 2);
    return words[0].toUpperCase(Locale.ROOT);
  }

  private List<Touch> touches(Span span, RedisCommand command, RedisEffect effect) {
    Store store = DatabaseSpan.store(span);
    String key = effect.key();
    if (key == null) {
      return List.of(
          Touch.blind(
              operation(effect.kind()),
              new RecordType(store, "unknown"),
              KeyGap.SANITISED_COMMAND,
              command.name()));
    }
    KeyPattern pattern = patterns.pattern(key);
    if (effect.fields().isEmpty()) {
      return List.of(touch(store, command, effect, pattern, Set.of(VALUE)));
    }
    List<Touch> touches = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    String alone = KeyPatterns.patternAlone(key).type();
    for (String field : effect.fields()) {
      if (fields.varies(alone, field)) {
        // A hash that is used as a map: each of its fields is a record.
        KeyPattern entry =
            new KeyPattern(
                pattern.type() + "[{}]", KeyPatterns.joined(List.of(pattern.key(), field)));
        touches.add(touch(store, command, effect, entry, Set.of(VALUE)));
      } else {
        columns.add(field);
      }
    }
    if (!columns.isEmpty()) {
      touches.add(touch(store, command, effect, pattern, columns));
    }
    return touches;
  }

  private static Touch touch(
      Store store,
      RedisCommand command,
      RedisEffect effect,
      KeyPattern pattern,
      Set<String> written) {
    String measured = written.size() == 1 ? written.iterator().next() : null;
    boolean relative = effect.kind() == Kind.ADD;
    return new Touch(
        operation(effect.kind()),
        new RecordType(store, pattern.type()),
        pattern.key(),
        null,
        columns(effect, written, measured),
        guards(effect.kind()),
        Snapshot.UNKNOWN,
        new Snapshot(Version.notRecorded(), relative ? null : effect.value()),
        relative ? Snapshot.amount(effect.amount()) : null,
        null,
        command.name() + " " + pattern.type(),
        false,
        KeySource.COMMAND,
        false);
  }

  private static Columns columns(
      RedisEffect effect, Set<String> written, @Nullable String measured) {
    return switch (effect.kind()) {
      case READ ->
          effect.fields().isEmpty() ? Columns.UNKNOWN : new Columns(Set.of(), Set.of(), measured);
      case SET, FILL, INSERT -> new Columns(written, Set.of(), measured);
      case ADD -> new Columns(Set.of(), written, measured);
      case DELETE, SCRIPT -> Columns.UNKNOWN;
    };
  }

  private static Set<Guard> guards(Kind kind) {
    return switch (kind) {
      case ADD, SCRIPT -> Set.of(Guard.ATOMIC_STATEMENT);
      case INSERT -> Set.of(Guard.UNIQUE_CONSTRAINT);
      case READ, SET, FILL, DELETE -> Set.of();
    };
  }

  private static Operation operation(Kind kind) {
    return switch (kind) {
      case READ -> Operation.READ;
      case SET, ADD, SCRIPT -> Operation.UPDATE;
      case INSERT, FILL -> Operation.INSERT;
      case DELETE -> Operation.DELETE;
    };
  }
}
