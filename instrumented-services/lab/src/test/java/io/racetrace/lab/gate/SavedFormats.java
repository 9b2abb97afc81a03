package io.racetrace.lab.gate;

import io.racetrace.cli.RacetraceCommandLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

/** One analysis in every format, read again without what wrote it. */
final class SavedFormats {

  private static final String FINGERPRINT = "[0-9a-f]{16}";

  private final Path folder;

  private SavedFormats(Path folder) {
    this.folder = folder;
  }

  /** Writes them all into a folder. */
  static SavedFormats of(Path spans, Path folder, String... options) throws IOException {
    Files.createDirectories(folder);
    SavedFormats formats = new SavedFormats(folder);
    for (String format : List.of("text", "json", "sarif", "junit", "github", "markdown", "html")) {
      List<String> arguments = new ArrayList<>(List.of("analyze", spans.toString(), "--format"));
      arguments.addAll(
          List.of(format, "--fail-on", "latent", "--out", formats.file(format).toString()));
      arguments.addAll(List.of(options));
      CommandLine program = RacetraceCommandLine.create();
      StringWriter err = new StringWriter();
      program.setErr(new PrintWriter(err));
      if (program.execute(arguments.toArray(String[]::new)) == 2) {
        throw new IOException(format + ": " + err);
      }
    }
    return formats;
  }

  Path file(String format) {
    return folder.resolve("report." + format);
  }

  /** The fingerprints that each of them tells. */
  Map<String, Set<String>> fingerprints() throws Exception {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    all.put(
        "text",
        matches(
            "text",
            "(?m)^(?:known +|excepted +)?[a-z-]+  [A-Z]+  (?:[a-z]+  )?(" + FINGERPRINT + ")"));
    all.put("json", json(Files.readString(file("json"))));
    all.put("sarif", sarif());
    all.put("junit", junit());
    all.put("github", matches("github", "  (" + FINGERPRINT + ")(?:%0A| is left out)"));
    all.put("markdown", matches("markdown", "(?m)\\| (" + FINGERPRINT + ") \\|$"));
    String page = Files.readString(file("html"));
    String script = page.split("<script type=\"application/json\" id=\"report\">", 2)[1];
    all.put("html", json(script.split("</script>", 2)[0].replace("\\u003c", "<")));
    return all;
  }

  private Set<String> matches(String format, String expression) throws IOException {
    Set<String> found = new TreeSet<>();
    Pattern.compile(expression)
        .matcher(Files.readString(file(format)))
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  private static Set<String> json(String text) {
    Set<String> found = new TreeSet<>();
    for (Object finding : list(field(parsed(text), "findings"))) {
      found.add(field(finding, "fingerprint").toString());
    }
    return found;
  }

  private Set<String> sarif() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Object run : list(field(parsed(Files.readString(file("sarif"))), "runs"))) {
      for (Object result : list(field(run, "results"))) {
        found.add(field(field(result, "partialFingerprints"), "racetrace/v1").toString());
      }
    }
    return found;
  }

  private Set<String> junit() throws Exception {
    Set<String> found = new TreeSet<>();
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file("junit").toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      String name = ((Element) cases.item(i)).getAttribute("name");
      if (!name.equals("enough was seen")) {
        found.add(name.substring(name.lastIndexOf(' ') + 1));
      }
    }
    return found;
  }

  /** JSON is YAML, which the program reads anyway. */
  private static Object parsed(String json) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    return new Load(settings).loadFromString(json);
  }

  private static Object field(Object object, String name) {
    Object value = ((Map<?, ?>) object).get(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in " + ((Map<?, ?>) object).keySet());
    }
    return value;
  }

  private static Collection<?> list(Object value) {
    return (Collection<?>) value;
  }
}
