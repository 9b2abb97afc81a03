package io.racetrace.finding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.racetrace.access.Access;
import io.racetrace.access.RecordType;
import io.racetrace.access.Site;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What makes two occurrences the same finding: the rule, the record type and the two code paths;
 * never an id, a time, or which side happened to win.
 *
 * @param hex 16 hexadecimal digits
 */
public record Fingerprint(String hex) implements Comparable<Fingerprint> {

  /** What spans have that were published for a finding: its fingerprint. */
  public static final String ATTRIBUTE = "racetrace.finding.fingerprint";

  public static Fingerprint of(Rule rule, Access one, Access other) {
    return of(rule, one.record().type(), codePath(one.site()), codePath(other.site()));
  }

  /**
   * @param side what one side is known by, without ids and times
   */
  public static Fingerprint of(Rule rule, RecordType type, String side, String otherSide) {
    List<String> sides = Stream.of(side, otherSide).sorted().toList();
    String identity = String.join("\0", rule.id(), type.id(), sides.get(0), sides.get(1));
    return new Fingerprint(HexFormat.of().formatHex(sha256(identity), 0, 8));
  }

  /**
   * The command that prints the page of a finding, with the finding's record in it. It names so
   * much of the fingerprint as tells some thousand findings apart.
   *
   * @param rule id of the finding's rule
   */
  public String playbook(String rule) {
    return "racetrace playbook "
        + rule
        + " --finding "
        + hex.substring(0, Math.min(8, hex.length()));
  }

  private static String codePath(Site site) {
    return String.join("\1", site.service(), site.entryPoint().operation(), site.statement());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Fingerprint other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
