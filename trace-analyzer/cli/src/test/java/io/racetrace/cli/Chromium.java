package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium of the machine, without a window. */
final class Chromium implements AutoCloseable {

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(program).setArgs(ARGUMENTS));
    System.out.println("Chromium " + browser.version() + ": " + program);
  }

  static Chromium start() {
    return new Chromium(
        programs().filter(Files::isExecutable).findFirst().orElseThrow(Chromium::skipped));
  }

  private static Stream<Path> programs() {
    String given = System.getenv("RACETRACE_CHROMIUM");
    Stream<Path> onPath =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .flatMap(
                folder ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)));
    return given == null ? onPath : Stream.of(Path.of(given));
  }

  private static RuntimeException skipped() {
    String skipped =
        "skipped: no Chromium on the PATH nor in RACETRACE_CHROMIUM; .ci/chromium.sh installs one";
    assertThat(System.getenv("CI")).as(skipped).isNotEqualTo("true");
    System.out.println(skipped);
    return Assumptions.abort(skipped);
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
