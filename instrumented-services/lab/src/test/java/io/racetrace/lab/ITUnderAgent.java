package io.racetrace.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All exhibits in all forms, with spans by the stock Java agent and racetrace's extension alone.
 */
class ITUnderAgent {

  @Test
  void every_form_of_every_exhibit_agrees_with_its_truth_under_the_agent(@TempDir Path directory)
      throws IOException, InterruptedException {
    ITEveryExhibit.allAgree(directory, List.of("--agent"));
  }
}
