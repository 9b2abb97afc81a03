package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.exhibit.Exhibits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml, .ci/versions and the texts say the same; CI runs what they promise. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("../..");
  private static final long MEGABYTE = 1 << 20;

  // The Collector's image has neither a shell nor a program that could ask; the load ends by
  // itself.
  private static final Set<String> WITHOUT_HEALTH_CHECK = Set.of("collector", "load");

  private final Map<String, Map<String, Object>> services = services();
  private final Properties versions = versions();

  @Test
  void every_image_is_the_one_that_ci_tests_with() throws IOException {
    Set<String> used = new HashSet<>();
    for (Map<String, Object> service : services.values()) {
      if (service.get("image") instanceof String image) {
        used.add(image);
      } else {
        used.add(baseImage(service));
      }
    }
    Map<String, String> pinned = new TreeMap<>();
    for (String name : versions.stringPropertyNames()) {
      if (name.endsWith("_IMAGE")) {
        pinned.put(name, versions.getProperty(name));
      }
    }

    assertThat(used).containsExactlyInAnyOrderElementsOf(pinned.values());
    pinned.forEach(
        (name, image) -> {
          String version = versions.getProperty(name.replace("_IMAGE", "_VERSION"));
          if (version != null) {
            assertThat(image).endsWith(":" + version);
          }
        });
  }

  @Test
  void all_of_it_fits_into_1_3_gigabytes() {
    long sum = 0;
    for (Map.Entry<String, Map<String, Object>> service : services.entrySet()) {
      String limit = String.valueOf(service.getValue().get("mem_limit"));
      assertThat(limit).as(service.getKey()).matches("\\d+m");
      sum += Long.parseLong(limit.replace("m", "")) * MEGABYTE;
    }
    assertThat(sum).isLessThanOrEqualTo(1_300_000_000);
  }

  @Test
  void everything_that_stays_up_has_a_health_check() {
    services.forEach(
        (name, service) ->
            assertThat(service.containsKey("healthcheck"))
                .as(name)
                .isNotEqualTo(WITHOUT_HEALTH_CHECK.contains(name)));
  }

  @Test
  void nothing_can_be_reached_from_other_machines() {
    List<String> ports = new ArrayList<>();
    services.values().forEach(service -> ports.addAll(strings(service.get("ports"))));
    assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void each_form_that_the_load_can_ask_for_has_its_database() throws IOException {
    String sql = Files.readString(ROOT.resolve("instrumented-services/databases/databases.sql"));
    List<String> made =
        Pattern.compile("create database (\\w+);")
            .matcher(sql)
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(made)
        .containsExactlyInAnyOrderElementsOf(
            Exhibits.demo().stream()
                .flatMap(
                    exhibit -> exhibit.forms().stream().map(form -> exhibit.database(form.name())))
                .toList());
  }

  @Test
  void ci_runs_every_docker_line_of_the_readme() throws IOException {
    List<String> run =
        Files.readAllLines(ROOT.resolve(".ci/compose.sh")).stream().map(String::strip).toList();
    List<String> shown =
        Files.readAllLines(ROOT.resolve("README.md")).stream()
            .filter(line -> line.startsWith("docker compose "))
            .map(line -> line.replaceFirst("\\s+#.*", ""))
            .toList();

    assertThat(shown).isNotEmpty();
    assertThat(run).containsAll(shown);
  }

  private static String baseImage(Map<String, Object> service) throws IOException {
    Map<?, ?> build = (Map<?, ?>) Objects.requireNonNull(service.get("build"));
    Path dockerfile = ROOT.resolve(String.valueOf(build.get("dockerfile")));
    return Files.readAllLines(dockerfile).stream()
        .filter(line -> line.startsWith("FROM "))
        .map(line -> line.substring("FROM ".length()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> strings(@Nullable Object list) {
    return list instanceof List<?> values
        ? values.stream().map(String::valueOf).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Map<String, Object> file = yaml.load(Files.readString(ROOT.resolve("docker-compose.yml")));
      return (Map<String, Map<String, Object>>) Objects.requireNonNull(file.get("services"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (var in = Files.newBufferedReader(ROOT.resolve(".ci/versions"))) {
      versions.load(in);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    return versions;
  }
}
