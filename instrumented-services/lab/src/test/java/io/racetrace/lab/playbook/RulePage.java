package io.racetrace.lab.playbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A page on a rule: what its head says of its blocks, and its text. */
record RulePage(String rule, Map<String, Object> data, String text) {
  private static final Path FOLDER = Path.of("../../playbooks");
  private static final Pattern FENCED =
      Pattern.compile(
          "^( *)```(\\w+)(?: ([\\w-]+))?\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

  /**
   * A fenced block of commands.
   *
   * @param language {@code sh} or {@code sql}
   * @param name by which the head of the page knows it; empty where it has none
   */
  record Block(String language, String name, String code) {
    @Override
    public String toString() {
      return language + " " + name;
    }
  }

  static List<RulePage> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<RulePage> pages = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if (!name.equals("README.md")) {
          String text = Files.readString(file);
          int end = text.indexOf("\n---\n", 4);
          pages.add(
              new RulePage(
                  name.replace(".md", ""), new Yaml().load(text.substring(4, end + 1)), text));
        }
      }
      return pages;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the head says of where the race is shown, and how it is stopped there. */
  String drill(String name) {
    return Objects.toString(((Map<?, ?>) Objects.requireNonNull(data.get("drill"))).get(name), "");
  }

  boolean isShownByAnExhibit() {
    return !drill("exhibit").equals("none");
  }

  String string(String name) {
    return Objects.toString(data.get(name), "");
  }

  /** A map of the head; empty where there is none. */
  Map<String, String> map(String name) {
    Map<String, String> strings = new LinkedHashMap<>();
    if (data.get(name) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> strings.put(String.valueOf(key), String.valueOf(value)));
    }
    return strings;
  }

  /** A list of the head; empty where there is none. */
  List<String> list(String name) {
    List<String> strings = new ArrayList<>();
    if (data.get(name) instanceof List<?> list) {
      list.forEach(each -> strings.add(String.valueOf(each)));
    }
    return strings;
  }

  /** What the page promises that a block gives; null where it must not be run. */
  @Nullable String promise(Block block) {
    return map("blocks").get(block.name());
  }

  List<Block> blocks() {
    return blocks(text);
  }

  /** All commands of a text, as somebody would copy them. */
  static List<Block> blocks(String text) {
    return FENCED
        .matcher(text)
        .results()
        .filter(block -> !block.group(2).equals("timeline"))
        .map(
            block ->
                new Block(
                    block.group(2),
                    Objects.toString(block.group(3), ""),
                    block.group(4).indent(-block.group(1).length())))
        .toList();
  }

  String timeline() {
    return FENCED
        .matcher(text)
        .results()
        .filter(block -> block.group(2).equals("timeline"))
        .map(block -> block.group(4))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return rule;
  }
}
