package io.racetrace.cli;

import io.racetrace.cli.contract.ContractFile;
import io.racetrace.cli.contract.ContractFile.Server;
import io.racetrace.cli.contract.ContractFiles;
import io.racetrace.cli.contract.Fault;
import io.racetrace.cli.contract.GrantCheck;
import io.racetrace.cli.contract.Grants;
import io.racetrace.cli.saved.SavedReport;
import io.racetrace.history.CoverageRow;
import io.racetrace.report.WriterMatrix;
import io.racetrace.report.WriterRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace contract verify-grants}: what is declared, granted and observed. */
@Command(
    name = "verify-grants",
    description = {
      "Holds contracts against the rights in a PostgreSQL, and against who was observed to write:"
          + " declared, granted and observed are to be the same. Reads the catalog only.",
      "The roles that are declared are the contract's 'roles' with access write; without any, those"
          + " that are called like its services. Superusers are told and are no mismatch."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all agree",
      " 1:some do not",
      " 2:wrong usage, a contract that can't be used, or the database does not answer",
      " 3:all that was seen agrees, but some writes were seen of which no span names the table"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace contract verify-grants --contract ownership/ \\",
      "      --database jdbc:postgresql://db:5432/shop --database-driver postgresql.jar \\",
      "      --database-user auditor --database-password-file secret --report report.json"
    })
final class ContractVerifyGrantsCommand implements Callable<Integer> {

  private static final String VARIABLE = "RACETRACE_DATABASE_PASSWORD";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--contract",
      paramLabel = "PATH",
      required = true,
      description = "An ODCS file, or a folder of them; can be given again.")
  private List<Path> contracts = new ArrayList<>();

  @Option(
      names = "--database",
      paramLabel = "jdbc:URL",
      required = true,
      description = "Where the tables are, such as jdbc:postgresql://db:5432/shop.")
  private String url = "";

  @Option(
      names = "--database-driver",
      paramLabel = "JAR",
      description = "The JDBC driver of the database, and what it needs; can be given again.")
  private List<Path> drivers = new ArrayList<>();

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "Ask as this user; one that may only look is enough.")
  private @Nullable String user;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description =
          "The user's password is in this file; without it, in the environment as "
              + VARIABLE
              + ".")
  private @Nullable Path passwordFile;

  @Option(
      names = "--report",
      paramLabel = "REPORT.json",
      description = "Who was observed to write: a report of 'racetrace analyze --format json'.")
  private @Nullable Path report;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "The day by which exceptions are judged; today (UTC) if nothing is said.")
  private @Nullable LocalDate day;

  @Override
  public Integer call() throws IOException {
    if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
      throw new IOException(
          "--database: only the rights of a PostgreSQL can be read; name jdbc:postgresql://...");
    }
    ContractFiles files = usable(ContractFiles.read(contracts));
    WriterMatrix writers = report == null ? null : observed(SavedReport.read(report));
    JdbcDatabase database = new JdbcDatabase("--database", drivers, user, password());
    List<GrantCheck> checks = database.ask(url, connection -> checks(connection, files, writers));
    if (checks.isEmpty()) {
      throw new IOException(
          "--database "
              + JdbcDatabase.shown(url)
              + ": no contract has a table of this database; compare its name with 'servers'");
    }
    PrintWriter out = spec.commandLine().getOut();
    checks.forEach(check -> print(check, out));
    long mismatches = checks.stream().mapToLong(check -> check.mismatches().size()).sum();
    long suspected = checks.stream().filter(check -> !check.suspected().isEmpty()).count();
    if (mismatches > 0) {
      out.println("mismatches: " + mismatches + ", tables: " + checks.size());
    } else if (suspected > 0) {
      out.println("others may write, tables: " + suspected + " of " + checks.size());
    } else {
      out.println(
          "declared, granted"
              + (writers == null ? "" : " and observed")
              + " agree, tables: "
              + checks.size());
    }
    out.flush();
    return mismatches > 0
        ? ExitCode.FINDINGS
        : suspected > 0 ? ExitCode.INCONCLUSIVE : ExitCode.CLEAN;
  }

  private static WriterMatrix observed(SavedReport report) throws IOException {
    List<WriterRow> writers = report.writers();
    List<CoverageRow> coverage = report.coverage();
    if (writers == null || coverage == null) {
      throw new IOException(
          report.name()
              + " does not tell who writes what, with a key or without; write it anew with"
              + " 'racetrace analyze SPANS --format json --out report.json'");
    }
    return new WriterMatrix(writers, coverage);
  }

  private ContractFiles usable(ContractFiles files) throws IOException {
    List<Fault> faults = files.faults(day()).stream().filter(Fault::blocks).toList();
    if (!faults.isEmpty()) {
      throw new IOException(
          faults.stream().map(Fault::toString).collect(Collectors.joining(System.lineSeparator())));
    }
    return files;
  }

  private LocalDate day() {
    return day == null ? LocalDate.now(Clock.systemUTC()) : day;
  }

  private @Nullable String password() throws IOException {
    if (passwordFile == null) {
      return System.getenv(VARIABLE);
    }
    if (!Files.isReadable(passwordFile) || Files.isDirectory(passwordFile)) {
      throw new IOException(
          "--database-password-file " + passwordFile + " can't be read; check the name");
    }
    return Files.readString(passwordFile).strip();
  }

  private List<GrantCheck> checks(
      Connection connection, ContractFiles files, @Nullable WriterMatrix writers)
      throws SQLException {
    List<GrantCheck> checks = new ArrayList<>();
    for (ContractFile file : files.files()) {
      for (Server server : file.servers()) {
        if (!server.system().equals("postgresql")
            || !server.database().equals(connection.getCatalog())) {
          continue;
        }
        for (ContractFile.Table table : file.tables()) {
          String[] parts = table.name().split("\\.", -1);
          String schema =
              parts.length > 1
                  ? parts[parts.length - 2]
                  : server.schema().isEmpty() ? "public" : server.schema();
          Grants granted = Grants.of(connection, schema, parts[parts.length - 1]);
          checks.add(GrantCheck.of(file, table, schema, granted, writers, day()));
        }
      }
    }
    return checks;
  }

  private static void print(GrantCheck check, PrintWriter out) {
    Grants granted = check.granted();
    line(out, "table     " + check.schemaAndTable() + "  " + check.table().declared());
    line(
        out,
        "declared  "
            + listed(check.declared())
            + (check.isAssumed() ? "  (called like the services; the contract has no roles)" : ""));
    line(
        out,
        "granted   "
            + (granted.byRole().isEmpty()
                ? "nobody"
                : granted.byRole().entrySet().stream()
                    .map(role -> role.getKey() + " " + String.join(", ", role.getValue()))
                    .collect(Collectors.joining("; "))));
    if (check.observed() != null) {
      line(out, "observed  " + listed(check.observed()));
    }
    check.mismatches().forEach(mismatch -> line(out, "MISMATCH  " + mismatch));
    if (!check.suspected().isEmpty()) {
      line(
          out,
          "note      "
              + listed(check.suspected())
              + " wrote tables that no span names; this may be one of them: racetrace doctor says"
              + " what lacks");
    }
    if (!granted.superusers().isEmpty()) {
      line(out, "note      superusers may do anything: " + listed(granted.superusers()));
    }
    out.println();
  }

  private static String listed(Iterable<String> names) {
    String all = String.join(", ", names);
    return all.isEmpty() ? "nobody" : all;
  }

  private static void line(PrintWriter out, String text) {
    out.println(Terminal.printable(text));
  }
}
