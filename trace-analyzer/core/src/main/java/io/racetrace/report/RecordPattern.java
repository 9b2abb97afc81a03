package io.racetrace.report;

import java.util.regex.Pattern;

/**
 * Which record types somebody means: a whole name as reports write it, {@code
 * postgresql/shop/public.users}, or its end, {@code public.users} or {@code users}; a {@code *}
 * stands for anything, {@code cart:*}. Upper and lower case are alike.
 *
 * @param text as it was written
 */
public record RecordPattern(String text) {

  /** Means every record type. */
  public static final RecordPattern ANY = new RecordPattern("*");

  /**
   * @throws IllegalArgumentException if it is blank
   */
  public RecordPattern {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a record type has a name, such as users; * means all");
    }
  }

  /**
   * @param recordType as reports write it
   */
  public boolean matches(String recordType) {
    StringBuilder expression = new StringBuilder("(?:.*[/.])?");
    for (String part : text.split("(?=\\*)|(?<=\\*)", -1)) {
      expression.append(part.equals("*") ? ".*" : Pattern.quote(part));
    }
    return Pattern.compile(
            expression.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
        .matcher(recordType)
        .matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
