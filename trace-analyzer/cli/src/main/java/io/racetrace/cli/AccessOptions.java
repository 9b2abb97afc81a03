package io.racetrace.cli;

import io.racetrace.sources.http.HttpAccess;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to be let in by a back end. Secrets need not be on the command line. */
final class AccessOptions {

  private static final String VARIABLE = "RACETRACE_BEARER";

  @Option(
      names = "--bearer-file",
      paramLabel = "FILE",
      description =
          "Send the token in this file as Authorization: Bearer; without it, the one in the"
              + " environment as RACETRACE_BEARER, if there is one.")
  private @Nullable Path bearerFile;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "Send this header with every request; can be given again.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Ask as this tenant: x-tenant for Jaeger, X-Scope-OrgID for Tempo.")
  private @Nullable String tenant;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificates in this file (PEM), in place of Java's own.")
  private @Nullable Path ca;

  /**
   * @param tenantHeader how the back end wants to hear of tenants; empty if it has none
   * @param hasPassword whether there are a user and a password in the address
   * @throws IllegalArgumentException if the options contradict each other
   * @throws IOException if a file can't be read or is of no use
   */
  HttpAccess access(
      String backEnd,
      String tenantHeader,
      boolean hasPassword,
      UnaryOperator<@Nullable String> environment)
      throws IOException {
    HttpAccess access = HttpAccess.open();
    if (ca != null) {
      access = access.trusting(existing("--ca", ca));
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        // It is not repeated: there may be a secret in it.
        throw new IllegalArgumentException("--header is not 'Name: value'");
      }
      access =
          access.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    if (tenant != null) {
      if (tenantHeader.isEmpty()) {
        throw new IllegalArgumentException(
            "a back end of " + backEnd + " has no tenants; send what it wants with --header");
      }
      access = access.header(tenantHeader, tenant);
    }
    return withToken(access, hasPassword, environment);
  }

  private HttpAccess withToken(
      HttpAccess access, boolean hasPassword, UnaryOperator<@Nullable String> environment)
      throws IOException {
    boolean hasOther = hasPassword || access.hasHeader("Authorization");
    if (bearerFile != null) {
      if (hasOther) {
        throw new IllegalArgumentException(
            "--bearer-file and "
                + (hasPassword ? "the password in the address" : "--header Authorization")
                + " both say who asks; give one");
      }
      String token = text(bearerFile);
      if (token.isEmpty()) {
        throw new IOException("--bearer-file " + bearerFile + " is empty");
      }
      return access.bearer(token);
    }
    String token = environment.apply(VARIABLE);
    // What was asked for in so many words goes before what happens to be in the environment.
    return token == null || token.isBlank() || hasOther ? access : access.bearer(token.strip());
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(existing("--bearer-file", file)).strip();
    } catch (CharacterCodingException e) {
      throw new IOException("--bearer-file " + file + " does not hold text", e);
    }
  }

  private static Path existing(String option, Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(option + " " + file + " can't be read; check the name");
    }
    return file;
  }
}
