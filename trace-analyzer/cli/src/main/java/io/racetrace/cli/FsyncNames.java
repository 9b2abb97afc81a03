package io.racetrace.cli;

import io.racetrace.sources.receive.Fsync;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of {@link Fsync} as they are written on the command line. */
final class FsyncNames implements ITypeConverter<Fsync> {

  @Override
  public Fsync convert(String text) {
    return switch (text) {
      case "always" -> Fsync.ALWAYS;
      case "close" -> Fsync.CLOSE;
      default -> throw new TypeConversionException("'" + text + "' is neither always nor close");
    };
  }
}
