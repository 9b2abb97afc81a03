package io.racetrace.cli.page;

import io.racetrace.cli.page.Hole.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values into commands of the shell and of SQL. It goes over them once and knows in which
 * quotes of which language it is, so that each value is quoted for the place where it lands.
 */
final class Filling {

  private static final Pattern COMMAND = Pattern.compile("[A-Za-z][\\w-]*");

  private final List<Hole> holes;
  private int left;

  /**
   * @param holes none with an empty example
   */
  Filling(List<Hole> holes) {
    // The longer one first: a key may be part of how the store spells it.
    this.holes =
        holes.stream()
            .sorted(Comparator.comparingInt((Hole hole) -> -hole.example().length()))
            .toList();
  }

  /** How many places still name the page's example, as nothing can be put there safely. */
  int left() {
    return left;
  }

  String plain(String text) {
    return each(text, hole -> hole.kind() == Kind.DATABASE ? null : hole.value());
  }

  String shell(String code) {
    StringBuilder out = new StringBuilder();
    String command = "";
    boolean beginsWord = true;
    int at = 0;
    while (at < code.length()) {
      char c = code.charAt(at);
      if (c == '\'' || c == '"') {
        int end = endOfQuotes(code, at, c == '"');
        UnaryOperator<String> outer = c == '"' ? Quoted::inDoubleQuotes : Quoted::inSingleQuotes;
        out.append(c).append(quoted(code.substring(at + 1, end), command, outer)).append(c);
        at = end + 1;
        beginsWord = false;
        continue;
      }
      if (c == '#' && beginsWord) {
        int end = endOfLine(code, at);
        out.append(code, at, end);
        at = end;
        continue;
      }
      if (c == '\\' && at + 1 < code.length()) {
        out.append(code, at, at + 2);
        at += 2;
        continue;
      }
      Hole hole = at(code, at);
      if (hole != null && hole.kind() != Kind.DATABASE) {
        out.append(Quoted.shellWord(hole.value()));
        at += hole.example().length();
        beginsWord = false;
        continue;
      }
      if (c == '\n' || c == '|' || c == ';' || c == '&' || c == '(') {
        command = "";
      } else if (command.isEmpty() && beginsWord && Character.isLetter(c)) {
        var word = COMMAND.matcher(code).region(at, code.length());
        command = word.lookingAt() ? word.group() : "";
      }
      out.append(c);
      at++;
      beginsWord = Character.isWhitespace(c) || "|;&(".indexOf(c) >= 0;
    }
    return out.toString();
  }

  /** What stands in quotes of the shell, in the language of the command that it is given to. */
  private String quoted(String inner, String command, UnaryOperator<String> outer) {
    return switch (command) {
      case "jq" -> jq(inner, outer);
      case "psql" -> sql(inner, outer);
      default ->
          each(inner, hole -> hole.kind() == Kind.DATABASE ? null : outer.apply(hole.value()));
    };
  }

  private String jq(String program, UnaryOperator<String> outer) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < program.length()) {
      int from = program.indexOf('"', at);
      int to = from < 0 ? -1 : endOfQuotes(program, from, true);
      out.append(unfilled(program.substring(at, from < 0 ? program.length() : from)));
      if (from < 0) {
        break;
      }
      String text = program.substring(from + 1, to);
      out.append('"');
      out.append(
          each(
              text,
              hole ->
                  hole.kind() == Kind.DATABASE ? null : outer.apply(Quoted.inJson(hole.value()))));
      out.append('"');
      at = to + 1;
    }
    return out.toString();
  }

  /** Code of a language in which nothing is put outside of quotes. */
  private String unfilled(String code) {
    for (int at = 0; at < code.length(); at++) {
      Hole hole = at(code, at);
      if (hole != null && hole.kind() == Kind.TEXT) {
        left++;
      }
    }
    return code;
  }

  String sql(String code) {
    return sql(code, text -> text);
  }

  private String sql(String code, UnaryOperator<String> outer) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < code.length()) {
      char c = code.charAt(at);
      boolean isComment = code.startsWith("--", at);
      boolean isMeta = c == '\\' && code.substring(0, at).stripTrailing().endsWith("\n");
      if (isComment || isMeta || c == '\\' && at == 0) {
        int end = endOfLine(code, at);
        out.append(isComment ? code.substring(at, end) : unfilled(code.substring(at, end)));
        at = end;
      } else if (c == '\'') {
        int end = endOfSqlQuotes(code, at);
        out.append(sqlText(code.substring(at + 1, end - 1), outer));
        at = end;
      } else if (c == '"') {
        int end = endOfSqlQuotes(code, at);
        out.append(sqlQuotedName(code.substring(at + 1, end - 1), outer));
        at = end;
      } else {
        Hole hole = at(code, at);
        if (hole != null && hole.kind() == Kind.TABLE) {
          out.append(outer.apply(Quoted.sqlName(hole.value())));
          at += hole.example().length();
        } else if (hole != null && hole.kind() == Kind.TEXT && code.startsWith("= ", at - 2)) {
          out.append(outer.apply(Quoted.sqlValue(hole.value())));
          at += hole.example().length();
        } else {
          out.append(c);
          at++;
        }
      }
    }
    return out.toString();
  }

  private String sqlText(String text, UnaryOperator<String> outer) {
    for (Hole hole : holes) {
      if (text.equals(hole.example())) {
        return outer.apply(Quoted.sqlText(hole.value()));
      }
    }
    return "'"
        + each(
            text,
            hole -> {
              if (hole.kind() == Kind.DATABASE) {
                return null;
              }
              if (hole.value().contains("\\")) {
                left++;
                return null;
              }
              return outer.apply(Quoted.inSqlText(hole.value()));
            })
        + "'";
  }

  private String sqlQuotedName(String name, UnaryOperator<String> outer) {
    for (Hole hole : holes) {
      if (hole.kind() == Kind.TABLE && name.equals(hole.example())) {
        return outer.apply(Quoted.sqlQuotedName(hole.value()));
      }
    }
    return '"' + name + '"';
  }

  /** The text with each example replaced; one for which there is null stays. */
  private String each(String text, Replacement replacement) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      Hole hole = at(text, at);
      String value = hole == null ? null : replacement.of(hole);
      if (hole == null || value == null) {
        out.append(text.charAt(at));
        at++;
      } else {
        out.append(value);
        at += hole.example().length();
      }
    }
    return out.toString();
  }

  private interface Replacement {
    @Nullable String of(Hole hole);
  }

  private @Nullable Hole at(String text, int at) {
    for (Hole hole : holes) {
      if (hole.isAt(text, at)) {
        return hole;
      }
    }
    return null;
  }

  /** Where quotes end that begin here; a backslash keeps the next character if it does at all. */
  private static int endOfQuotes(String code, int from, boolean escapes) {
    for (int at = from + 1; at < code.length(); at++) {
      if (code.charAt(at) == code.charAt(from)) {
        return at;
      }
      if (escapes && code.charAt(at) == '\\') {
        at++;
      }
    }
    throw new IllegalArgumentException("quotes without end in a page: " + code);
  }

  /** Behind quotes of SQL, in which two stand for one. */
  private static int endOfSqlQuotes(String code, int from) {
    char quote = code.charAt(from);
    for (int at = from + 1; at < code.length(); at++) {
      if (code.charAt(at) == quote) {
        if (at + 1 < code.length() && code.charAt(at + 1) == quote) {
          at++;
        } else {
          return at + 1;
        }
      }
    }
    throw new IllegalArgumentException("quotes without end in a page: " + code);
  }

  private static int endOfLine(String code, int from) {
    int end = code.indexOf('\n', from);
    return end < 0 ? code.length() : end;
  }
}
