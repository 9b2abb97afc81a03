package io.racetrace.cli.page;

import io.racetrace.cli.page.Hole.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose commands name the record of a finding, and not that of the page's example: what was
 * found at night is then copied, and not typed.
 *
 * @param text of the page
 * @param notes what had to stay as it was, and why; empty mostly
 */
public record FilledPage(String text, List<String> notes) {

  /** What stands in pages for the services that take part. */
  private static final String SERVICES = "NAMES";

  private static final Pattern CODE =
      Pattern.compile(
          "^ *```(?<language>\\w+)[^\\n]*\\n(?<block>.*?)^ *```$|`(?<inline>[^`]+)`",
          Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern SHELL =
      Pattern.compile("(redis-cli|racetrace|psql|jq|grep|--\\w+) .*");
  private static final Pattern SQL =
      Pattern.compile("(SELECT|UPDATE|DELETE|INSERT|ALTER|CREATE|DROP|GRANT|REVOKE) .*");

  /** Copies the list. */
  public FilledPage {
    notes = List.copyOf(notes);
  }

  /**
   * @param text of the page
   * @param example what the page's commands name; without a type, nothing is put in
   * @param services that take part in what was found
   */
  public static FilledPage of(
      String text, PageRecord example, PageRecord found, List<String> services) {
    List<String> notes = new ArrayList<>();
    List<Hole> holes = holes(example, found, notes);
    String names = String.join(",", services);
    if (!Quoted.isPossible(names)) {
      notes.add(unsafe("services", SERVICES));
    } else if (!names.isEmpty()) {
      add(holes, new Hole(Kind.TEXT, SERVICES, names));
    }
    Filling filling = new Filling(holes);
    StringBuilder out = new StringBuilder();
    Matcher code = CODE.matcher(text);
    while (code.find()) {
      code.appendReplacement(out, Matcher.quoteReplacement(filled(code.toMatchResult(), filling)));
    }
    code.appendTail(out);
    if (filling.left() > 0) {
      notes.add(
          "places that nothing can be put into safely, and that name the page's example: "
              + filling.left());
    }
    return new FilledPage(out.toString(), notes);
  }

  private static List<Hole> holes(PageRecord example, PageRecord found, List<String> notes) {
    List<Hole> holes = new ArrayList<>();
    if (Quoted.isPossible(found.type())) {
      add(holes, new Hole(Kind.TEXT, example.type(), found.type()));
      add(holes, new Hole(Kind.TABLE, example.table(), found.table()));
      add(holes, new Hole(Kind.DATABASE, example.database(), found.database()));
    } else {
      notes.add(unsafe("record type", example.type()));
    }
    if (found.key().isEmpty() || !Quoted.isPossible(found.key())) {
      if (!found.key().isEmpty()) {
        notes.add(unsafe("key", example.key()));
      }
      return holes;
    }
    // How the store spells it is made of both.
    if (Quoted.isPossible(found.type())) {
      add(holes, new Hole(Kind.TEXT, example.storeKey(), found.storeKey()));
    }
    add(holes, new Hole(Kind.TEXT, example.key(), found.key()));
    add(holes, new Hole(Kind.TEXT, example.value(), found.value()));
    return holes;
  }

  private static void add(List<Hole> holes, Hole hole) {
    boolean isKnown = holes.stream().anyMatch(known -> known.example().equals(hole.example()));
    if (!hole.example().isEmpty() && !hole.example().equals(hole.value()) && !isKnown) {
      holes.add(hole);
    }
  }

  private static String unsafe(String what, String example) {
    return "what the finding has for its "
        + what
        + " holds a line break or another character that can't be pasted safely: the commands still"
        + " name the page's example, "
        + example;
  }

  private static String filled(MatchResult code, Filling filling) {
    String whole = code.group();
    String inline = code.group(3);
    if (inline != null) {
      return "`" + inline(inline, filling) + "`";
    }
    String block = code.group(2);
    int at = code.start(2) - code.start();
    String now =
        switch (code.group(1)) {
          case "sh" -> filling.shell(block);
          case "sql" -> filling.sql(block);
          // The rest shows how the rule was tried, not what to do.
          default -> block;
        };
    return whole.substring(0, at) + now + whole.substring(at + block.length());
  }

  /** In the text a command is known by its first word; the rest is what commands print. */
  private static String inline(String code, Filling filling) {
    String line = code.replace('\n', ' ');
    if (SHELL.matcher(line).matches()) {
      return filling.shell(code);
    }
    return SQL.matcher(line).matches() ? filling.sql(code) : filling.plain(code);
  }
}
