package io.racetrace.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * A style or a script of ours, and the hash by which the page allows it and nothing else.
 *
 * @param text what stands between the tags
 */
record PageResource(String text) {

  /** The files, one behind the other. */
  static PageResource of(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      try (InputStream in = PageResource.class.getResourceAsStream(name)) {
        text.append(
            new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("the program lacks a part of its own: " + name, e);
      }
    }
    return new PageResource("\n" + text);
  }

  /** As a content security policy names it. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
