package io.racetrace.lab.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.measure.RemedyPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The index of all pages. {@code -Dracetrace.remedies.write=true} writes it from their heads. */
class IndexTest {
  private static final Path INDEX = Path.of("../../playbooks/README.md");

  @Test
  void the_index_has_every_page_with_its_title_and_who_goes_with_whom() throws IOException {
    String index = Files.readString(INDEX);
    String expected =
        index.substring(0, index.indexOf("<!-- rules -->"))
            + "<!-- rules -->\n| rule | what happened | remedies |\n| --- | --- | --- |\n"
            + RulePage.all().stream()
                .map(page -> row(page.rule(), "", page.data(), remedies(page.rule())))
                .collect(Collectors.joining())
            + "\n## Remedies\n\n"
            + "<!-- remedies -->\n| remedy | what is done | against |\n| --- | --- | --- |\n"
            + RemedyPage.all().stream()
                .map(page -> row(page.id(), "remedies/", page.data(), page.list("rules")))
                .collect(Collectors.joining());
    if (Boolean.getBoolean("racetrace.remedies.write")) {
      Files.writeString(INDEX, expected);
    } else {
      assertThat(index).isEqualTo(expected);
    }
  }

  private static List<String> remedies(String rule) {
    return RemedyPage.all().stream()
        .filter(page -> page.list("rules").contains(rule))
        .map(RemedyPage::id)
        .toList();
  }

  private static String row(
      String name, String folder, Map<String, Object> data, List<String> others) {
    return "| [%s](%s%s.md) | %s | %s |%n"
        .formatted(name, folder, name, data.get("title"), String.join(", ", others));
  }
}
