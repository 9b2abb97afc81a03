package io.racetrace.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.report.Advisory;
import io.racetrace.timeline.Timeline;
import io.racetrace.trace.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class HtmlReportWriterTest {

  private static final String RACE =
      """
      record postgresql/shop/public.account 42 balance
      A referral-service/ref-1 request "POST /referrals/{id}/activate"
      B order-service/ord-1 event "process NAME"

        0.0 A read 100 v1
       30.0 B read 100 v1
       60.0 B write 250 v2 based on 100 v1
      100.0 A write 500 v3 based on 100 v1
      """;

  private static String html(String victim) throws IOException {
    return html(Timeline.parse(RACE.replace("NAME", victim)).spans());
  }

  private static String html(List<Span> spans) throws IOException {
    Advisory advisory = TraceAnalyzer.builder().build().advise(spans);
    StringBuilder html = new StringBuilder();
    new HtmlReportWriter().write(advisory, html);
    return html.toString();
  }

  @Test
  void equal_spans_give_equal_bytes_in_any_order() throws IOException {
    List<Span> spans = new ArrayList<>(Timeline.parse(RACE.replace("NAME", "orders")).spans());
    String html = html(spans);
    Collections.reverse(spans);
    assertThat(html(spans)).isEqualTo(html);
  }

  @Test
  void nothing_but_its_own_script_and_style_may_run() throws Exception {
    String html = html("orders");
    String policy = only(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"");
    assertThat(policy)
        .startsWith("default-src &#39;none&#39;;")
        .contains("style-src &#39;" + hash(only(html, "(?s)<style>(.*?)</style>")) + "&#39;")
        .contains("script-src &#39;" + hash(only(html, "(?s)<script>(.*?)</script>")) + "&#39;")
        .doesNotContain("unsafe", "http:", "https:", "*");
  }

  @Test
  void it_names_no_other_place() throws IOException {
    assertThat(html("orders").replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://", "src=", "@import", "url(//");
  }

  @Test
  void no_name_becomes_markup() throws IOException {
    String html = html("<b>&'</script><!--");
    assertThat(html)
        .contains("&lt;b&gt;&amp;&#39;&lt;/script&gt;&lt;!--")
        .contains("\\u003cb>&'\\u003c/script>\\u003c!--")
        .doesNotContain("<b>&");
    assertThat(html.split("</script>", -1)).hasSize(4);
  }

  @Test
  void what_can_not_be_seen_is_replaced() {
    assertThat(new HtmlText().text("a\u0000\u001b\u202e\u2028\ud800b\ud83d\ude00\n").toString())
        .isEqualTo("a\ufffd\ufffd\ufffd\ufffd\ufffdb\ud83d\ude00\n");
  }

  @Test
  void a_long_report_is_packed_and_whole() throws IOException {
    String json = "{\n  \"a\": \"" + "<x> ".repeat(600_000) + "\"\n}\n";
    HtmlText html = new HtmlText();
    EmbeddedJson.write(html, "report", json);
    assertThat(html.toString()).hasSizeLessThan(20_000);
    byte[] packed =
        Base64.getDecoder().decode(only(html.toString(), "<script[^>]*>(.*?)</script>"));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(json.replace("\n  ", "\n"));
    }
  }

  private static String only(String html, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(html);
    assertThat(matcher.find()).as(pattern).isTrue();
    String found = matcher.group(1);
    assertThat(matcher.find()).as("twice: " + pattern).isFalse();
    return found;
  }

  private static String hash(String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
