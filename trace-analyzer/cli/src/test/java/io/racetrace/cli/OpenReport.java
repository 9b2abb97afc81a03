package io.racetrace.cli;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.racetrace.report.Advisory;
import io.racetrace.report.html.HtmlReportWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A report in the browser, and what went on there.
 *
 * @param complaints what the browser wrote to its console, and dialogs
 * @param requests addresses that were asked for
 */
record OpenReport(BrowserContext context, Page page, List<String> complaints, List<String> requests)
    implements AutoCloseable {

  static OpenReport of(Chromium chromium, Advisory advisory, Path folder) throws IOException {
    return of(chromium, advisory, folder, new NewContextOptions().setViewportSize(1440, 1000));
  }

  static OpenReport of(Chromium chromium, Advisory advisory, Path folder, NewContextOptions options)
      throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, html(advisory), StandardCharsets.UTF_8);
    return at(chromium, file.toUri().toString(), options);
  }

  static OpenReport at(Chromium chromium, String address, NewContextOptions options) {
    BrowserContext context = chromium.browser().newContext(options);
    Page page = context.newPage();
    List<String> complaints = new ArrayList<>();
    List<String> requests = new ArrayList<>();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    context.onRequest(request -> requests.add(request.url()));
    page.navigate(address);
    if (!Boolean.FALSE.equals(options.javaScriptEnabled)) {
      page.waitForSelector("html[data-ready=true]");
    }
    return new OpenReport(context, page, complaints, requests);
  }

  static String html(Advisory advisory) throws IOException {
    StringBuilder html = new StringBuilder();
    new HtmlReportWriter().write(advisory, html);
    return html.toString();
  }

  /** What is shown of one field of the chosen finding. */
  String field(String name) {
    return page.locator("#drawn [data-field='" + name + "']").first().textContent();
  }

  List<String> texts(String selector) {
    return page.locator(selector).allTextContents();
  }

  @Override
  public void close() {
    context.close();
  }
}
