package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes what a statement does in the notation of the corpus. */
final class StatementNotation {

  private final List<String> literals;
  private final String text;

  private StatementNotation(List<String> literals, String text) {
    this.literals = literals;
    this.text = text;
  }

  /** One line for each access and each effect, sorted. */
  static List<String> of(SqlStatement statement, List<String> literals, String text) {
    return new StatementNotation(literals, text).lines(statement);
  }

  private List<String> lines(SqlStatement statement) {
    List<String> lines = new ArrayList<>();
    if (!statement.understood()) {
      lines.add("unknown");
    }
    statement.accesses().forEach(access -> lines.add(access(access)));
    statement.effects().forEach(effect -> lines.add(effect(effect)));
    if (lines.isEmpty()) {
      lines.add("none");
    }
    lines.sort(null);
    return lines;
  }

  private String access(TableAccess access) {
    StringBuilder line = new StringBuilder();
    line.append(access.verb().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    line.append(' ').append(access.table());
    clause(line, "where", rows(access.where()));
    clause(line, "row", rows(access.rows()));
    clause(line, "on", String.join(",", access.conflict()));
    clause(line, "set", row(access.assigned()));
    clause(line, "compare", String.join(",", access.compared()));
    clause(line, "read", String.join(",", access.selected()));
    if (access.verb() != TableAccess.Verb.LOCK_TABLE) {
      clause(line, "lock", locks(access.locks()));
    }
    return line + (access.keepsExisting() ? " keep" : "");
  }

  private static void clause(StringBuilder line, String name, String text) {
    if (!text.isEmpty()) {
      line.append(' ').append(name).append(' ').append(text);
    }
  }

  private static String locks(Collection<String> locks) {
    List<String> order = List.of("no-key-update", "update", "key-share", "share");
    List<String> sorted = new ArrayList<>(locks);
    sorted.sort((a, b) -> Integer.compare(order.contains(a) ? 0 : 1, order.contains(b) ? 0 : 1));
    return String.join(",", sorted);
  }

  private String rows(List<SortedMap<String, Operand>> rows) {
    return rows.stream().map(this::row).collect(Collectors.joining(" | "));
  }

  private String row(Map<String, Operand> row) {
    List<String> parts = new ArrayList<>();
    for (String column : new TreeSet<>(row.keySet())) {
      parts.add(column + "=" + operand(row.getOrDefault(column, new Operand.Other())));
    }
    return String.join(",", parts);
  }

  private String operand(Operand operand) {
    if (operand instanceof Operand.Parameter parameter) {
      return "?" + parameter.index();
    }
    if (operand instanceof Operand.Named named) {
      return named.name();
    }
    if (operand instanceof Operand.Literal literal) {
      return literal(literal);
    }
    if (operand instanceof Operand.Truth truth) {
      return Boolean.toString(truth.truth());
    }
    if (operand instanceof Operand.Relative relative) {
      return "self" + (relative.minus() ? "-" : "+") + operand(relative.amount());
    }
    if (operand instanceof Operand.Null) {
      return "null";
    }
    if (operand instanceof Operand.SelfReference) {
      return "self";
    }
    if (operand instanceof Operand.StoreClock) {
      return "clock";
    }
    return operand instanceof Operand.NewRow ? "row" : "expr";
  }

  private String literal(Operand.Literal literal) {
    String content = literals.get(literal.place());
    boolean number = content.matches("(\\d[\\d_.]*([eE][+-]?\\d+)?|\\.\\d+|0[xX][0-9a-fA-F]+)");
    boolean quoted = !number || text.contains("'" + content + "'");
    return (literal.negative() ? "-" : "") + (quoted ? "'" + content + "'" : content);
  }

  private String effect(SqlEffect effect) {
    String kind = effect.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String operands =
        effect.operands().stream().map(this::operand).collect(Collectors.joining(","));
    boolean name = effect.kind() == SqlEffect.Kind.SEQUENCE && !operands.isEmpty();
    boolean level = effect.kind() == SqlEffect.Kind.ISOLATION && !operands.isEmpty();
    String rest =
        effect.name()
            + (name
                ? sequence(operands)
                : level ? unquoted(operands).toLowerCase(Locale.ROOT).replace('-', ' ') : operands);
    return rest.isEmpty() ? kind : kind + " " + rest;
  }

  /** Stores read the text of nextval('Name') as they read names. */
  private static String sequence(String operand) {
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (char c : unquoted(operand).toCharArray()) {
      quoted ^= c == '"';
      if (c != '"') {
        name.append(quoted ? c : Character.toLowerCase(c));
      }
    }
    return name.toString();
  }

  private static String unquoted(String name) {
    return name.replace("'", "");
  }
}
