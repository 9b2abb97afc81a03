package io.racetrace.testing;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.report.Report;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Records the traces of tests and analyses them when something is asserted of them. Register it
 * with {@code @RegisterExtension}, in a static field or in one of the instance.
 *
 * <p>Each test sees what began since it began. Where tests run at the same time and share a
 * recorder, each sees the traces that it began itself: those whose first span began on its thread,
 * and those of requests that carry a {@link #traceparent()}; and what links tie to them.
 *
 * <p>For any number of threads.
 */
public final class TraceRecorder
    implements AssertProvider<RaceAssert>,
        BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        InvocationInterceptor,
        AutoCloseable {

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(TraceRecorder.class);

  /** How long nothing must come until nothing more is expected. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** Processes of one machine share its clock; each reads it in its own way. */
  private static final Duration ONE_MACHINE = Duration.ofMillis(1);

  private final Tests tests;
  private final Recording recording;
  private final SplittableRandom random = new SplittableRandom();
  private Duration atMost = Duration.ofSeconds(30);
  private Duration quiet;
  private TraceAnalyzer analyzer;
  private boolean isShared;

  private TraceRecorder(Tests tests, Recording recording, Duration quiet, TraceAnalyzer analyzer) {
    this.tests = tests;
    this.recording = recording;
    this.quiet = quiet;
    this.analyzer = analyzer;
  }

  private static TraceAnalyzer.Builder analyzer() {
    return TraceAnalyzer.builder().declinedStatements(new FullSqlParser());
  }

  private static TraceRecorder ofOneMachine(Tests tests, Recording recording, Duration quiet) {
    return new TraceRecorder(tests, recording, quiet, analyzer().maxClockSkew(ONE_MACHINE).build());
  }

  /**
   * Records spans of the test's own process: add {@link #spanProcessor()} to its SDK.
   *
   * @throws UncheckedIOException if no port is free, or no file can be written
   */
  public static TraceRecorder inProcess() {
    Tests tests = new Tests();
    ReceivedRecording received = ReceivedRecording.on(InetAddress.getLoopbackAddress());
    return ofOneMachine(tests, new InProcessRecording(received, tests), Duration.ZERO);
  }

  /**
   * Records what other processes of this machine send to {@link #endpoint()}.
   *
   * @throws UncheckedIOException if no port is free, or no file can be written
   */
  public static TraceRecorder otlp() {
    return ofOneMachine(new Tests(), ReceivedRecording.on(InetAddress.getLoopbackAddress()), QUIET);
  }

  /**
   * Records what is sent from anywhere, from containers too; what the machine is called there is up
   * to them, its port is that of {@link #endpoint()}.
   *
   * @throws UncheckedIOException if no port is free, or no file can be written
   */
  public static TraceRecorder otlpFromAnywhere() {
    try {
      return ofOneMachine(
          new Tests(), ReceivedRecording.on(InetAddress.getByAddress(new byte[4])), QUIET);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** Reads a file that somebody else writes, such as the Collector's file exporter. */
  public static TraceRecorder file(Path file) {
    return source(FileSource.of(file), file.toString());
  }

  /**
   * Reads a source, such as a Jaeger, until nothing new is in it.
   *
   * @param source can be read again and again
   * @param name what to call it in messages
   */
  public static TraceRecorder source(SpanSource source, String name) {
    return new TraceRecorder(
        new Tests(),
        new Recording() {
          @Override
          public SpanSource source() {
            return source;
          }

          @Override
          public String place() {
            return name;
          }
        },
        QUIET,
        analyzer().build());
  }

  /**
   * Uses this analyzer. If nothing is said it is one with its defaults; but clocks of processes
   * that send their spans here are taken to be one machine's, and not to differ by more than 1 ms.
   */
  public TraceRecorder analyzedBy(TraceAnalyzer other) {
    analyzer = other;
    return this;
  }

  /** Waits at most so long until the traces are whole; 30 seconds if nothing is said. */
  public TraceRecorder waitingAtMost(Duration time) {
    atMost = time;
    return this;
  }

  /**
   * Takes traces for whole only once nothing came for so long; half a second if nothing is said,
   * and nothing at all within one process, where it is known what is under way.
   */
  public TraceRecorder quietFor(Duration time) {
    quiet = time;
    return this;
  }

  /**
   * What an SDK of the test's own process needs.
   *
   * @throws IllegalStateException if this does not record in-process
   */
  public SpanProcessor spanProcessor() {
    if (recording instanceof InProcessRecording own) {
      return own;
    }
    throw new IllegalStateException("only TraceRecorder.inProcess() has a span processor");
  }

  /**
   * Where to send OTLP over HTTP, without the path of a signal: {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT}.
   *
   * @throws IllegalStateException if this receives nothing
   */
  public URI endpoint() {
    return received().endpoint();
  }

  /**
   * Where to send OTLP over gRPC.
   *
   * @throws IllegalStateException if this receives nothing
   */
  public URI grpcEndpoint() {
    return received().grpcEndpoint();
  }

  private ReceivedRecording received() {
    if (recording instanceof ReceivedRecording other) {
      return other;
    }
    throw new IllegalStateException(
        "only TraceRecorder.otlp() and otlpFromAnywhere() receive spans of other processes");
  }

  /**
   * The environment of a process that sends its spans here soon, whatever OpenTelemetry SDK or
   * agent it has.
   *
   * @throws IllegalStateException if this receives nothing
   */
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint().toString(),
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
        "OTEL_TRACES_EXPORTER", "otlp",
        "OTEL_TRACES_SAMPLER", "always_on",
        "OTEL_BSP_SCHEDULE_DELAY", "100");
  }

  /**
   * A new value for the header {@code traceparent} of one request, whose trace is then known to be
   * this test's. Not needed where tests run one after the other.
   */
  public String traceparent() {
    String trace = hex(1 + random.nextLong(Long.MAX_VALUE)) + hex(random.nextLong());
    String caller = hex(1 + random.nextLong(Long.MAX_VALUE));
    tests.begin(trace, caller);
    return "00-" + trace + "-" + caller + "-01";
  }

  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number);
  }

  @Override
  public RaceAssert assertThat() {
    return new RaceAssert(analysis());
  }

  /** Analyses what was recorded of this test, once its traces are whole. */
  public Report report() {
    return analysis().report();
  }

  private RecordedAnalysis analysis() {
    Tests.Test test = tests.current();
    Settled settled = new Settling(recording, tests, test, atMost, quiet).settle();
    try {
      return new RecordedAnalysis(
          analyzer.analyze(settled.spans()), settled.missing(), recording.place(), beside(test));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the spans of " + recording.place(), e);
    }
  }

  private static List<String> beside(Tests.@Nullable Test test) {
    return test == null ? List.of() : test.beside().stream().sorted().toList();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    isShared = true;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context
        .getStore(STORE)
        .put(
            this,
            tests.begin(context.getRequiredTestClass().getSimpleName() + "." + name(context)));
  }

  private static String name(ExtensionContext context) {
    return context.getRequiredTestMethod().getName();
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    within(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    within(invocation, context);
  }

  private void within(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
    Tests.Test test = context.getStore(STORE).get(this, Tests.Test.class);
    if (test == null) {
      invocation.proceed();
      return;
    }
    Scope scope = test.within(Context.current()).makeCurrent();
    try {
      invocation.proceed();
    } finally {
      scope.close();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    Tests.Test test = context.getStore(STORE).remove(this, Tests.Test.class);
    if (test != null) {
      tests.end(test);
    }
    if (!isShared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  /** Ends the recording; what was recorded stays where it is. */
  @Override
  public void close() throws IOException {
    recording.end();
  }
}
