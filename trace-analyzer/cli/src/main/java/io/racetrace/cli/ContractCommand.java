package io.racetrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace contract}: who owns which table, written down. */
@Command(
    name = "contract",
    description = {
      "Works with contracts that say which service writes which table.",
      "They are files of the Open Data Contract Standard (ODCS) 3.1 with custom properties:"
          + " singleWriter (of a table or a column), concurrencyControl, versionColumn and"
          + " writeExceptions."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    subcommands = {
      ContractInferCommand.class,
      ContractLintCommand.class,
      ContractCheckCommand.class,
      ContractVerifyGrantsCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nA contract, ownership/orders.yaml:%n",
    footer = {
      "  apiVersion: v3.1.0",
      "  kind: DataContract",
      "  id: orders-ownership",
      "  version: 1.0.0",
      "  status: active",
      "  servers:",
      "    - server: orders-db",
      "      type: postgres",
      "      host: db",
      "      port: 5432",
      "      database: shop",
      "      schema: public",
      "  schema:",
      "    - name: orders",
      "      physicalName: orders",
      "      customProperties:",
      "        - {property: singleWriter, value: order-service}",
      "        - property: writeExceptions",
      "          value: [{service: back-fill, until: 2026-12-31, reason: OPS-412}]"
    })
final class ContractCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do with contracts: infer, lint, check or verify-grants");
  }
}
