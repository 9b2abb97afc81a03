package io.racetrace.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import java.util.List;
import java.util.regex.Pattern;

/** The process's command line, which the agent exports: a salt that is given there is no secret. */
final class CommandLine {

  private static final AttributeKey<List<String>> ARGUMENTS =
      AttributeKey.stringArrayKey("process.command_args");
  private static final AttributeKey<String> LINE = AttributeKey.stringKey("process.command_line");
  private static final Pattern SALT = Pattern.compile("(?s)(racetrace\\.salt=).*");

  private CommandLine() {}

  static Resource withoutSalt(Resource resource) {
    ResourceBuilder left = resource.toBuilder();
    List<String> arguments = resource.getAttribute(ARGUMENTS);
    if (arguments != null) {
      left.put(ARGUMENTS, arguments.stream().map(CommandLine::masked).toList());
    }
    String line = resource.getAttribute(LINE);
    if (line != null) {
      left.put(LINE, masked(line));
    }
    return left.build();
  }

  /** All that follows is cut: where in a line the salt ends can't be told. */
  private static String masked(String text) {
    return SALT.matcher(text).replaceFirst("$1?");
  }
}
