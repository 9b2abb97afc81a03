package io.racetrace.cli.yaml;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A piece of YAML that knows where it stands. */
public final class YamlNode {

  private final String file;
  private final Node node;

  private YamlNode(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Reads a file with one document.
   *
   * @throws YamlFaultException if it is empty or no YAML
   * @throws IOException if it can't be read
   */
  public static YamlNode read(Path file) throws IOException {
    String name = file.toString();
    LoadSettings settings = LoadSettings.builder().setLabel(name).build();
    try (Reader reader = Files.newBufferedReader(file)) {
      Optional<Node> node = new Compose(settings).composeReader(reader);
      if (node.isEmpty()) {
        throw new YamlFaultException(name + ":1:1", "there is nothing in it");
      }
      return new YamlNode(name, node.get());
    } catch (MarkedYamlEngineException e) {
      throw new YamlFaultException(where(name, e.getProblemMark()), "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new YamlFaultException(name + ":1:1", "no UTF-8; save it as UTF-8");
      }
      throw new YamlFaultException(name, "no YAML: " + String.valueOf(e.getMessage()).strip());
    }
  }

  private static String where(String file, Optional<Mark> mark) {
    return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        .orElse(file);
  }

  /** File, line and column, from 1. */
  public String where() {
    return where(file, node.getStartMark());
  }

  /** From 1. */
  public int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** What is wrong here. */
  public YamlFaultException fault(String what) {
    return new YamlFaultException(where(), what);
  }

  /**
   * The fields, in the order in which they are written.
   *
   * @param allowed all names that mean something
   * @throws YamlFaultException if there are none here, one twice, or one that means nothing
   */
  public Map<String, YamlNode> fields(String... allowed) throws YamlFaultException {
    Map<String, YamlNode> fields = new LinkedHashMap<>();
    for (Field field : allFields("names with values are needed here: " + names(allowed))) {
      String name = field.name.text();
      if (!List.of(allowed).contains(name)) {
        throw field.name.fault(
            "'" + name + "' means nothing here; did you mean '" + nearest(name, allowed) + "'?");
      }
      fields.put(name, field.value);
    }
    return fields;
  }

  private static String names(String... allowed) {
    return String.join(", ", allowed);
  }

  /** A name with its value. */
  public record Field(YamlNode name, YamlNode value) {}

  /**
   * The fields, whatever their names are, in the order in which they are written.
   *
   * @param otherwise what to say if there are none here
   * @throws YamlFaultException if there are none here, or one twice
   */
  public List<Field> allFields(String otherwise) throws YamlFaultException {
    if (!(node instanceof MappingNode mapping)) {
      throw fault(otherwise);
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlNode key = new YamlNode(file, tuple.getKeyNode());
      String name = key.text();
      Field field = new Field(key, new YamlNode(file, tuple.getValueNode()));
      if (fields.put(name, field) != null) {
        throw key.fault("'" + name + "' is here twice");
      }
    }
    return new ArrayList<>(fields.values());
  }

  /**
   * One of this node's fields.
   *
   * @throws YamlFaultException if it is not there
   */
  public YamlNode needed(Map<String, YamlNode> fields, String name) throws YamlFaultException {
    YamlNode field = fields.get(name);
    if (field == null) {
      throw fault("'" + name + "' is missing");
    }
    return field;
  }

  /** The one of these names that most looks like it. */
  public static String nearest(String name, String... allowed) {
    return List.of(allowed).stream()
        .min(Comparator.comparingInt(each -> distance(name, each)))
        .orElse("");
  }

  /** How many letters have to be changed, put in or left out (Levenshtein, 1965). */
  public static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /**
   * @throws YamlFaultException if it is no list
   */
  public List<YamlNode> items() throws YamlFaultException {
    if (!(node instanceof SequenceNode sequence)) {
      throw fault("a list is needed here, each line beginning with '- '");
    }
    List<YamlNode> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new YamlNode(file, item));
    }
    return items;
  }

  /**
   * @throws YamlFaultException if it is no single value, or an empty one
   */
  public String text() throws YamlFaultException {
    if (!(node instanceof ScalarNode scalar)
        || scalar.getValue().isBlank()
        || scalar.getTag().equals(Tag.NULL)) {
      throw fault("a single value is needed here");
    }
    return scalar.getValue();
  }

  /**
   * @throws YamlFaultException if it is no number
   */
  public BigDecimal number() throws YamlFaultException {
    String text = text();
    boolean isNumber = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
    if (!isNumber || !text.matches("-?\\d{1,15}(\\.\\d{1,15})?")) {
      throw fault("'" + text + "' is no number such as 0.95");
    }
    return new BigDecimal(text);
  }

  /**
   * @throws YamlFaultException if it is no day
   */
  public LocalDate date() throws YamlFaultException {
    String text = text();
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw fault("'" + text + "' is no day such as 2026-12-31");
    }
  }
}
