package io.racetrace.lab.gate;

import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README says to somebody who comes by the door "In a pipeline". */
final class ReadmeDoor {

  private static final Pattern CODE = Pattern.compile("# exit code (\\d)");

  private final String section;

  private ReadmeDoor(String section) {
    this.section = section;
  }

  /** One line of it. */
  record Command(String line, int exitCode) {}

  static ReadmeDoor open() throws IOException {
    String readme = Files.readString(Checkout.file("README.md"));
    String rest = readme.split("\n## In a pipeline\n", -1)[1];
    return new ReadmeDoor(rest.split("\n## ", -1)[0]);
  }

  /** The one file that a user writes. */
  String yaml() {
    return blocks("yaml").get(0);
  }

  /** What a user types, in its order. */
  List<Command> commands() {
    return blocks("bash").stream().flatMap(String::lines).map(ReadmeDoor::command).toList();
  }

  private static Command command(String line) {
    Matcher code = CODE.matcher(line);
    return new Command(line, code.find() ? Integer.parseInt(code.group(1)) : 0);
  }

  private List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(section)
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }
}
