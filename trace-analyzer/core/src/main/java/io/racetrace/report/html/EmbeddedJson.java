package io.racetrace.report.html;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** JSON within a page: as it is where it is short, so that other programs find it; else packed. */
final class EmbeddedJson {

  /** In characters; beyond it the page would be slow to open, and large to send. */
  private static final int SHORT = 2_000_000;

  private EmbeddedJson() {}

  static void write(HtmlText html, String id, String indented) throws IOException {
    // No string holds a line break as such: what follows one is indentation.
    String json = indented.replaceAll("\n +", "\n");
    if (json.length() <= SHORT) {
      html.open("script", "type", "application/json", "id", id)
          .raw("\n" + json.replace("<", "\\u003c"))
          .close();
    } else {
      html.open("script", "type", "application/gzip", "id", id).raw(packed(json)).close();
    }
    html.line();
  }

  private static String packed(String json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json.getBytes(StandardCharsets.UTF_8));
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
