package io.racetrace.cli;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.backend.BackEndSource;
import io.racetrace.sources.backend.Saved;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace fetch}: traces out of a back end, into a file. */
@Command(
    name = "fetch",
    description = {
      "Saves traces of a back end as evidence, before the back end forgets them.",
      "The file holds OTLP JSON in lines, with all that the back end said. 'racetrace analyze' reads"
          + " it, and so does Jaeger's upload page if it is not packed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the file holds all that was asked for",
      " 2:wrong usage, or the run did not complete; the file is as it was before",
      " 3:the file is there, but the back end may hold more"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace fetch --jaeger http://localhost:16686 --since 1h --out mon.jsonl.gz",
      "  racetrace fetch --zipkin http://localhost:9411 --service orders --out o.jsonl",
      "  racetrace fetch --tempo https://tempo.example.org --bearer-file token \\",
      "      --trace-id 4bf92f3577b34da6a3ce929d0e0e4736 --out o.jsonl"
    })
final class FetchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "Write to this file; it appears there whole or not at all. With gzip if its name ends in"
              + " .gz.")
  private Path out = Path.of("");

  @ArgGroup(exclusive = false, heading = "%nFrom a back end:%n")
  private @Nullable BackEndOptions backEnd;

  @ArgGroup(exclusive = false, heading = "%nAccess to it:%n")
  private @Nullable AccessOptions access;

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    BackEndSource source = source(progress);
    WholeFile.check(out);
    AtomicReference<@Nullable Saved> saved = new AtomicReference<>();
    try {
      WholeFile.write(out, file -> saved.set(save(source, file)));
    } finally {
      progress.end();
    }
    return tell(saved.get());
  }

  private BackEndSource source(Progress progress) throws IOException {
    if (backEnd == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to fetch from: name --jaeger, --zipkin or --tempo URL");
    }
    try {
      return backEnd.source(Instant.now(), access, progress);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Saved save(BackEndSource source, OutputStream file) throws IOException {
    Path name = out.getFileName();
    if (name == null || !name.toString().endsWith(".gz")) {
      return source.save(file);
    }
    try (GZIPOutputStream packed = new GZIPOutputStream(file, 1 << 16)) {
      return source.save(packed);
    }
  }

  private int tell(@Nullable Saved saved) {
    if (saved == null) {
      throw new IllegalStateException("nothing was saved");
    }
    PrintWriter text = spec.commandLine().getOut();
    text.println(
        counted(saved.traces(), "trace")
            + " with "
            + counted(saved.spans(), "span")
            + " in "
            + out);
    for (Diagnostic diagnostic : saved.diagnostics()) {
      text.println(
          diagnostic.kind().id()
              + " "
              + diagnostic.where()
              + " ("
              + diagnostic.count()
              + "): "
              + diagnostic.detail());
    }
    if (!saved.isComplete()) {
      text.println("The back end may hold more than is in the file.");
    }
    text.flush();
    return saved.isComplete() ? ExitCode.CLEAN : ExitCode.INCONCLUSIVE;
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
