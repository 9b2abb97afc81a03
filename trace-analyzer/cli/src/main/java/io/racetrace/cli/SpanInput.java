package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.access.Declarations;
import io.racetrace.access.Schema;
import io.racetrace.report.TraceLinks;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where a command takes its spans from: files, the standard input, a back end; and the schema. */
final class SpanInput {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files with spans; - is stdin.")
  private List<String> files = new ArrayList<>();

  @ArgGroup(exclusive = false, heading = "%nKeys of tables:%n")
  private @Nullable SchemaOptions schema;

  @ArgGroup(exclusive = false, heading = "%nWhat no span tells:%n")
  private @Nullable DeclarationOptions declarations;

  @ArgGroup(exclusive = false, heading = "%nFrom a back end:%n")
  private @Nullable BackEndOptions backEnd;

  @ArgGroup(exclusive = false, heading = "%nAccess to it:%n")
  private @Nullable AccessOptions access;

  /**
   * @param purpose what the command does with spans, for the complaint that there are none
   * @throws ParameterException if no input is named, or options contradict each other
   * @throws IOException if a file can't be read
   */
  List<SpanSource> sources(String purpose, Progress progress) throws IOException {
    if (files.isEmpty() && backEnd == null) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to "
              + purpose
              + ": name files with spans, or --jaeger, --zipkin or --tempo URL");
    }
    List<SpanSource> sources = new ArrayList<>();
    if (backEnd != null) {
      try {
        BackEndOptions asked = backEnd;
        sources.add(asked.source(Instant.now(), access, progress));
        sources.add(sink -> asked.selections().forEach(sink::diagnostic));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    } else if (access != null) {
      throw new ParameterException(
          spec.commandLine(),
          "these options are for a back end: name it with --jaeger, --zipkin or --tempo URL");
    }
    sources.addAll(InputFiles.sources(files, System.in));
    return sources;
  }

  boolean hasFiles() {
    return !files.isEmpty();
  }

  /** Where the back end that is named shows traces; nowhere if none is. */
  TraceLinks links() {
    try {
      return backEnd == null ? TraceLinks.NONE : backEnd.links();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * These traces of the back end that is named; null if none is.
   *
   * @throws ParameterException if options contradict each other
   * @throws IOException if a file that they name can't be read
   */
  @Nullable SpanSource traces(List<TraceId> ids) throws IOException {
    try {
      return backEnd == null ? null : backEnd.traces(ids, access);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * The keys of tables that the user gives; none by default.
   *
   * @throws ParameterException if they can't be told from what is given
   * @throws IOException if a file can't be read
   */
  Schema schema() throws IOException {
    if (schema == null) {
      return Schema.NONE;
    }
    try {
      return schema.read(spec.commandLine().getErr(), System::getenv);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * What the user knows of names and owners; nothing by default.
   *
   * @throws ParameterException if it is not of its form
   */
  Declarations declarations() {
    try {
      return declarations == null ? Declarations.NONE : declarations.declarations();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
