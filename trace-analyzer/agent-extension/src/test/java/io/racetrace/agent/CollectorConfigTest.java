package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code collector-config/redact.yaml} drops every attribute that it does not name. */
class CollectorConfigTest {

  private static final Pattern KEPT =
      Pattern.compile("keep_matching_keys\\((\\S+), \"(\\^.*\\$)\\$\"\\)");

  @Test
  void what_the_extension_tells_is_kept_and_keys_are_hashed() throws IOException {
    assertThat(List.of("racetrace.salt.id")).allMatch(kept("resource.attributes")::matches);
    assertThat(
            List.of(
                "racetrace.record.type",
                "racetrace.record.key",
                "racetrace.key.order_no",
                "racetrace.salt.own",
                "racetrace.version.read",
                "racetrace.version.written"))
        .allMatch(kept("span.attributes")::matches);
    assertThat(List.of("racetrace.record.key", "racetrace.key.order_no"))
        .allMatch(kept("span.cache[\"values\"]")::matches);
    assertThat(kept("span.attributes").matches("racetrace.unheard.of")).isFalse();
  }

  /** What is kept of some attributes. */
  private record Kept(Pattern names) {
    boolean matches(String name) {
      return names.matcher(name).matches();
    }
  }

  private static Kept kept(String attributes) throws IOException {
    String configuration = Files.readString(Path.of("..", "..", "collector-config", "redact.yaml"));
    Matcher kept = KEPT.matcher(configuration);
    while (kept.find()) {
      if (kept.group(1).equals(attributes)) {
        return new Kept(Pattern.compile(kept.group(2)));
      }
    }
    throw new AssertionError("nothing is kept of " + attributes);
  }
}
