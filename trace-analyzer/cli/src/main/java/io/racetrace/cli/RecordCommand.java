package io.racetrace.cli;

import io.racetrace.sources.receive.Fsync;
import io.racetrace.sources.receive.OtlpReceiver;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace record}: spans from live services, into a file. */
@Command(
    name = "record",
    description = {
      "Receives spans from SDKs and Collectors, over OTLP/gRPC and OTLP/HTTP, and writes them to a"
          + " file for 'racetrace analyze'. Ctrl-C ends it.",
      "A sender is told that its spans are accepted once they are on the disk. A file that is there"
          + " is added to."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:ended by Ctrl-C, SIGTERM, --for or --max-spans; all that was accepted is in the file",
      " 2:wrong usage, or the file could not be written to its end"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace record --out spans.jsonl",
      "  racetrace record --out spans.jsonl --for 10m",
      "  racetrace record --out spans.jsonl --max-size 100MB --max-files 20",
      "  racetrace record --out spans.jsonl --listen 0.0.0.0"
    })
final class RecordCommand implements Callable<Integer> {

  /** Held, since loggers that nobody holds forget their level. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  /** How often the ends that are not signals are looked for. */
  private static final long TICK_MILLIS = 100;

  /** Seconds that a sender may take for one request, or it would keep others out. */
  private static final String REQUEST_SECONDS = "30";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "Write to this file, in lines of OTLP JSON, never packed; one that is there is added to.")
  private Path out = Path.of("");

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description =
          "Listen on this address of the machine, 0.0.0.0 for all; only 127.0.0.1 if nothing is"
              + " said. Whoever reaches it can write to the file.")
  private @Nullable String listen;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description = "The port for OTLP/gRPC, 0 for a free one; 4317 if nothing is said.")
  private int grpcPort = 4317;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "The port for OTLP/HTTP, 0 for a free one; 4318 if nothing is said.")
  private int httpPort = 4318;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      converter = Sizes.class,
      description =
          "Rename a file that reached this size, such as 100MB, to FILE with the time in its name,"
              + " and go on in a new one; never if nothing is said.")
  private @Nullable Long maxSize;

  @Option(
      names = "--max-files",
      paramLabel = "N",
      description =
          "Keep the newest N renamed files and delete older ones, those of former runs as well; all"
              + " stay if nothing is said.")
  private @Nullable Integer maxFiles;

  @Option(
      names = "--fsync",
      paramLabel = "WHEN",
      converter = FsyncNames.class,
      description =
          "always: what is accepted survives a loss of power. close: it survives the end of this"
              + " program, and a loss of power once the file is closed. always if nothing is said.")
  private Fsync fsync = Fsync.ALWAYS;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "End after this time, such as 10m.")
  private @Nullable Duration duration;

  @Option(
      names = "--max-spans",
      paramLabel = "N",
      description = "End once this many spans are in the file; the last request is taken whole.")
  private @Nullable Long maxSpans;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    // What senders do wrong is told in our words, not as stack traces.
    GRPC.setLevel(Level.OFF);
    System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    PrintWriter words = spec.commandLine().getOut();
    try (EndRequest end = new EndRequest()) {
      OtlpReceiver receiver = start();
      try (receiver) {
        RecordWords.start(receiver, out, words);
        awaitEnd(receiver, end);
      }
      RecordWords.end(receiver, words);
      end.succeeded();
    }
    return ExitCode.CLEAN;
  }

  private void check() throws IOException {
    positive("--max-files", maxFiles);
    positive("--max-spans", maxSpans);
    port("--grpc-port", grpcPort);
    port("--http-port", httpPort);
    if (maxFiles != null && maxSize == null) {
      throw usage("--max-files counts the files that --max-size makes; give both");
    }
    if (Files.isDirectory(out)) {
      throw new IOException("--out " + out + " is a folder; name a file in it");
    }
    if (out.toString().endsWith(".gz") || out.toString().endsWith(".zst")) {
      // What is forced to the disk with each request can't be packed as one.
      throw usage(
          "--out " + out + ": lines are written as they are; name it .jsonl, pack it later");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IOException("--out " + out + ": there is no folder " + folder);
    }
  }

  private void positive(String option, @Nullable Number number) {
    if (number != null && number.longValue() < 1) {
      throw usage(option + " is a number from 1");
    }
  }

  private void port(String option, int port) {
    if (port < 0 || port > 65535) {
      throw usage(option + " is a number from 0 to 65535");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private OtlpReceiver start() throws IOException {
    OtlpReceiver.Builder receiver =
        OtlpReceiver.writingTo(out)
            .grpc(grpcPort)
            .http(httpPort)
            .fsync(fsync)
            .maxBytes(maxSize == null ? 0 : maxSize)
            .maxRotated(maxFiles == null ? 0 : maxFiles);
    if (listen != null) {
      try {
        receiver.address(InetAddress.getByName(listen));
      } catch (UnknownHostException e) {
        throw new IOException("--listen " + listen + " is no address of a machine", e);
      }
    }
    try {
      return receiver.start();
    } catch (BindException e) {
      throw new IOException(
          e.getMessage() + "; choose others with --listen, --grpc-port and --http-port", e);
    }
  }

  private void awaitEnd(OtlpReceiver receiver, EndRequest end) throws InterruptedException {
    RecordProgress progress = new RecordProgress(receiver, spec.commandLine().getErr());
    long start = System.nanoTime();
    while (!end.await(TICK_MILLIS) && !isEnough(receiver, System.nanoTime() - start)) {
      progress.tick();
    }
    progress.end();
  }

  private boolean isEnough(OtlpReceiver receiver, long nanos) {
    return (duration != null && nanos >= duration.toNanos())
        || (maxSpans != null && receiver.spans() >= maxSpans);
  }
}
