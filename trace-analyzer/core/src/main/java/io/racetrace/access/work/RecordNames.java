package io.racetrace.access.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether two names, of a table and of a part of a path or a topic, speak of the same records. */
final class RecordNames {

  /** What topics say beside the name of their records. */
  private static final Set<String> SAYS_NOTHING =
      Set.of(
          "event",
          "topic",
          "queue",
          "stream",
          "message",
          "command",
          "cmd",
          "change",
          "changed",
          "created",
          "placed",
          "updated",
          "deleted",
          "cancelled",
          "paid",
          "in",
          "out",
          "inbox",
          "outbox",
          "cdc",
          "dlq",
          "dlt",
          "retry",
          "process",
          "public",
          "private",
          "v1",
          "v2",
          "v3");

  private RecordNames() {}

  /**
   * Equal word for word, of which the last may be singular or plural.
   *
   * @param table may be qualified
   */
  static boolean sameRecord(String name, String table) {
    List<String> words = words(name);
    return !words.isEmpty() && words.equals(words(simple(table)));
  }

  /** Whether the last part of a topic's name that says anything names records of the table. */
  static boolean topicNames(String topic, String table) {
    String[] parts = topic.split("[./:]", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      List<String> words = new ArrayList<>(words(parts[i]));
      words.removeIf(SAYS_NOTHING::contains);
      if (!words.isEmpty()) {
        return words.equals(words(simple(table)));
      }
    }
    return false;
  }

  private static String simple(String table) {
    return table.substring(table.lastIndexOf('.') + 1);
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word : name.split("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", -1)) {
      if (!word.isEmpty()) {
        words.add(singular(word.toLowerCase(Locale.ROOT)));
      }
    }
    return words;
  }

  private static String singular(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches")) {
      return word.substring(0, word.length() - 2);
    }
    return word.endsWith("s") && !word.endsWith("ss") && word.length() > 2
        ? word.substring(0, word.length() - 1)
        : word;
  }
}
