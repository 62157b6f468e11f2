import type { Command } from "commander";
import { recordExport } from "./record-export.ts";
import { commandLine, type Terminal } from "./terminal.ts";

/** MTF's own form, for tools that know it. */
export function addTrustReport(trust: Command, terminal: Terminal): void {
  trust
    .command("report")
    .description(
      "Prints the newest scan of a version as one JSON document in the form of MTF v0.1's own report (report.schema.json): the controls about the artifact only, where `not_checkable` is `error` and a waiver is `fail`.",
    )
    .argument("<name>", "the server, such as com.acme/server")
    .argument("<version>", "its version")
    .option("--option <place>", "the way to install it, such as packages[1]")
    .action((name: string, version: string, { option }: { option?: string }) =>
      terminal.withDatabase(async () => {
        const { getMtfReport } = await import("#lib/trust/get-mtf-report.ts");
        const { AppError } = await import("#lib/kernel/errors.ts");
        const report = await getMtfReport(commandLine(), { name, version, option });
        if (report === null)
          throw new AppError("not_found", "There is no such version in the catalog.");
        await recordExport("trust-report", { server: name, version, option });
        terminal.print(JSON.stringify(report, null, 2));
      }),
    );
}
