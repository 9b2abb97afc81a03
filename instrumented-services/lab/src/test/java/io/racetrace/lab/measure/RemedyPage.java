package io.racetrace.lab.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A page on a remedy: the data at its head, and its text. */
public record RemedyPage(String id, Map<String, Object> data, String text) {
  static final Path FOLDER = Path.of("../../playbooks/remedies");
  static final String MARK = "<!-- measured -->\n";

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

  public static List<RemedyPage> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<RemedyPage> pages = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if (!name.equals("README.md")) {
          pages.add(of(name.replace(".md", ""), Files.readString(file)));
        }
      }
      return pages;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static RemedyPage of(String id, String text) {
    int end = text.indexOf("\n---\n", 4);
    return new RemedyPage(id, new Yaml().load(text.substring(4, end + 1)), text);
  }

  public List<String> list(String name) {
    List<String> strings = new ArrayList<>();
    ((List<?>) Objects.requireNonNull(data.get(name)))
        .forEach(each -> strings.add(String.valueOf(each)));
    return strings;
  }

  @Nullable String code() {
    return (String) data.get("code");
  }

  /** The lines of Java on the page. */
  List<String> java() {
    return JAVA.matcher(text)
        .results()
        .flatMap(block -> block.group(1).lines())
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  List<String> links() {
    return LINK.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** The page with these rows for its table. */
  String with(List<String> rows) {
    int at = text.indexOf(MARK);
    if (at < 0) {
      return text;
    }
    return text.substring(0, at + MARK.length())
        + "Ratios that `racetrace lab measure` wrote down on two cores: the middle of the rounds, and their ends ([how\n"
        + "to read them](../../docs/remedies.md)).\n\n"
        + "| load | form | measured | median | lowest | highest |\n"
        + "| --- | --- | --- | ---: | ---: | ---: |\n"
        + String.join("\n", rows)
        + "\n\n"
        + Comparison.all().stream()
            .filter(
                each -> rows.stream().anyMatch(row -> row.startsWith("| " + each.name() + " |")))
            .map(each -> "- " + each.load() + "\n")
            .collect(Collectors.joining());
  }

  static List<String> headings(String text) {
    List<String> headings = new ArrayList<>();
    Matcher heading = Pattern.compile("^## (.*)$", Pattern.MULTILINE).matcher(text);
    while (heading.find()) {
      headings.add(heading.group(1));
    }
    return headings;
  }

  @Override
  public String toString() {
    return id;
  }
}
