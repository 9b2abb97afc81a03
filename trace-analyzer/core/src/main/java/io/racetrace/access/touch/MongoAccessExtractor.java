package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.access.document.DocumentEffect;
import io.racetrace.access.document.DocumentEffect.Kind;
import io.racetrace.access.document.MongoCommand;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Accesses from the spans of MongoDB clients: a document is a record, its {@code _id} the key. */
public final class MongoAccessExtractor implements AccessExtractor {

  @Override
  public boolean uses(String attribute) {
    return DatabaseSpan.uses(attribute);
  }

  @Override
  public List<Touch> extract(Span span) {
    if (!DatabaseSpan.isMongo(span) || span.kind() == SpanKind.SERVER) {
      return List.of();
    }
    String operation = DatabaseSpan.operation(span);
    String text = DatabaseSpan.text(span).strip();
    String name =
        operation.isEmpty() && text.isEmpty() ? span.name().split("[ .]", -1)[0] : operation;
    List<Touch> touches = new ArrayList<>();
    for (DocumentEffect effect : MongoCommand.parse(text, name)) {
      touches.add(touch(span, effect));
    }
    return touches;
  }

  private static Touch touch(Span span, DocumentEffect effect) {
    String named = span.firstAttribute("db.collection.name", "db.mongodb.collection");
    String collection = effect.collection() != null ? effect.collection() : named;
    RecordType type =
        new RecordType(DatabaseSpan.store(span), collection == null ? "unknown" : collection);
    String statement = effect.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String shape = statement + " " + type.name();
    String key = collection == null ? null : effect.key();
    if (key == null) {
      return Touch.blind(
          operation(effect.kind()),
          type,
          effect.masked() ? KeyGap.SANITISED_COMMAND : KeyGap.MANY_ROWS,
          shape);
    }
    Columns columns = columns(effect);
    Version base = Version.notRecorded();
    for (Map.Entry<String, String> equality : effect.equal().entrySet()) {
      if (Columns.isVersion(equality.getKey()) && !equality.getValue().isEmpty()) {
        base = Version.of(equality.getValue());
      }
    }
    String written = seen(effect.set(), columns.measured());
    return new Touch(
        operation(effect.kind()),
        type,
        key,
        null,
        columns,
        guards(effect, columns),
        new Snapshot(base, null),
        new Snapshot(left(effect, base), columns.isRelative() ? null : written),
        columns.isRelative() ? Snapshot.amount(seen(effect.changed(), columns.measured())) : null,
        null,
        shape,
        false,
        KeySource.DOCUMENT,
        false);
  }

  private static Columns columns(DocumentEffect effect) {
    if (effect.kind() == Kind.READ || effect.kind() == Kind.DELETE || effect.computed()) {
      return Columns.UNKNOWN;
    }
    Set<String> absolute = effect.set().keySet();
    Set<String> relative = effect.changed().keySet();
    SortedSet<String> contested = new Columns(absolute, relative, null).contested();
    return new Columns(absolute, relative, contested.size() == 1 ? contested.first() : null);
  }

  private static Set<Guard> guards(DocumentEffect effect, Columns columns) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    if (effect.kind() == Kind.READ) {
      return guards;
    }
    for (Set<String> checked : List.of(effect.equal().keySet(), effect.compared())) {
      for (String field : checked) {
        if (Columns.isVersion(field)
            || effect.set().containsKey(field)
            || effect.changed().containsKey(field)) {
          guards.add(Guard.VERSION_PREDICATE);
        }
      }
    }
    if (columns.isRelative() || effect.computed()) {
      guards.add(Guard.ATOMIC_STATEMENT);
    }
    if (effect.kind() == Kind.INSERT_IF_ABSENT) {
      guards.add(Guard.UNIQUE_CONSTRAINT);
    }
    return guards;
  }

  private static Version left(DocumentEffect effect, Version base) {
    for (Map.Entry<String, String> set : effect.set().entrySet()) {
      if (Columns.isVersion(set.getKey()) && !set.getValue().isEmpty()) {
        return Version.of(set.getValue());
      }
    }
    for (Map.Entry<String, String> changed : effect.changed().entrySet()) {
      boolean counts = Columns.isVersion(changed.getKey()) && changed.getValue().equals("1");
      if (counts && base.number().isPresent()) {
        return Version.of(
            BigDecimal.valueOf(base.number().getAsLong()).add(BigDecimal.ONE).toPlainString());
      }
    }
    return Version.notRecorded();
  }

  private static @Nullable String seen(Map<String, String> values, @Nullable String column) {
    String value = column == null ? null : values.get(column);
    return value == null || value.isEmpty() ? null : value;
  }

  private static Operation operation(Kind kind) {
    return switch (kind) {
      case READ -> Operation.READ;
      case UPDATE -> Operation.UPDATE;
      case INSERT, INSERT_IF_ABSENT -> Operation.INSERT;
      case DELETE -> Operation.DELETE;
    };
  }
}
