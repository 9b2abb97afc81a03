package io.racetrace.cli;

import io.racetrace.cli.yaml.YamlFaultException;
import io.racetrace.cli.yaml.YamlNode;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Suppression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The findings that a team lives with for a while, as it writes them down. */
final class ExceptionList {

  private ExceptionList() {}

  /**
   * @param list null if there is none
   * @throws YamlFaultException if one of them means nothing, or two mean the same
   */
  static List<Suppression> read(@Nullable YamlNode list) throws YamlFaultException {
    List<Suppression> exceptions = new ArrayList<>();
    Map<Object, Suppression> before = new HashMap<>();
    for (YamlNode item : list == null ? List.<YamlNode>of() : list.items()) {
      Suppression exception = exception(item);
      Suppression same =
          before.put(
              Arrays.asList(exception.fingerprint(), exception.rule(), exception.on()), exception);
      if (same != null) {
        throw item.fault("the same is excepted at " + same.where() + "; keep one of them");
      }
      exceptions.add(exception);
    }
    return exceptions;
  }

  private static Suppression exception(YamlNode item) throws YamlFaultException {
    Map<String, YamlNode> fields = item.fields("fingerprint", "rule", "on", "reason", "until");
    YamlNode fingerprint = fields.get("fingerprint");
    if (fingerprint != null && !fingerprint.text().matches("[0-9a-f]{4,16}")) {
      throw fingerprint.fault(
          "'" + fingerprint.text() + "' is not the first 4 to 16 digits of a fingerprint");
    }
    YamlNode rule = fields.get("rule");
    YamlNode on = fields.get("on");
    try {
      return new Suppression(
          fingerprint == null ? null : fingerprint.text(),
          rule == null ? null : AssertionsFile.rule(rule),
          on == null ? RecordPattern.ANY : new RecordPattern(on.text()),
          item.needed(fields, "reason").text(),
          item.needed(fields, "until").date(),
          item.where());
    } catch (IllegalArgumentException e) {
      throw item.fault(String.valueOf(e.getMessage()));
    }
  }
}
