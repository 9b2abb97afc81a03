package io.racetrace.agent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the values of keys with HMAC-SHA256, so that equal ones stay equal and none can be read.
 *
 * <p>Without a salt of the user's, surrogate ids are hashed with one that everybody knows, so that
 * two services' ids can be compared; every other value with one that only this process knows, for
 * with a known salt anybody could try names and addresses until the hash fits.
 */
final class KeyHash {

  private static final int DIGITS = 20;
  private static final byte[] BUILT_IN =
      "racetrace surrogate ids".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern SURROGATE = Pattern.compile("(.*_)?(id|uuid|guid|pk)");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Mac ids;
  private final Mac texts;
  private final String saltId;
  private final boolean salted;

  private KeyHash(Mac ids, Mac texts, boolean salted) {
    this.ids = ids;
    this.texts = texts;
    this.salted = salted;
    String own = hash(texts, "racetrace.salt.id").substring(0, 8);
    this.saltId = salted ? own : "builtin+" + own;
  }

  /**
   * @param salt null for the built-in one and one of this process
   */
  static KeyHash of(@Nullable String salt) {
    if (salt != null) {
      Mac mac = mac(salt.getBytes(StandardCharsets.UTF_8));
      return new KeyHash(mac, mac, true);
    }
    byte[] own = new byte[32];
    new SecureRandom().nextBytes(own);
    return new KeyHash(mac(BUILT_IN), mac(own), false);
  }

  /** Names the salt without telling it: equal where hashes can be compared. */
  String saltId() {
    return saltId;
  }

  /**
   * @param named whether the user said that the column is a key
   */
  String hash(String column, boolean named, String value) {
    return hash(isComparable(column, named, value) ? ids : texts, value);
  }

  /** Whether another process hashes the value to the same. */
  boolean isComparable(String column, boolean named, String value) {
    // Telephone numbers are integers too: only what is called like a surrogate id is taken for one.
    return salted
        || (named || SURROGATE.matcher(column).matches())
            && (StatementRecord.isInteger(value)
                || value.length() == 36 && UUID.matcher(value).matches());
  }

  private static String hash(Mac keyed, String value) {
    try {
      Mac mac = (Mac) keyed.clone();
      byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Mac mac(byte[] salt) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JVM has no HmacSHA256", impossible);
    }
  }
}
