import { type Command, InvalidArgumentError } from "commander";
import { recordExport } from "./record-export.ts";
import { addTrustFeedCommands } from "./trust-feed-commands.ts";
import { addTrustReport } from "./trust-report-command.ts";
import { commandLine, plain, type Terminal } from "./terminal.ts";

type ScanOptions = { json?: true; minLevel?: number; timeout: number };

/** Trust scores from the command line: scanning needs no running server and no database. */
export function addTrustCommands(program: Command, terminal: Terminal): void {
  const trust = program
    .command("trust")
    .summary("scan packages and servers, export what a score rests on, import feeds")
    .addHelpText(
      "after",
      `
Exit status of scan: 0 scanned (and not below --min-level), 1 not scanned, 2 wrong usage, 3 below
--min-level, 4 below it only because something could not be checked.
An export can be computed again without this program (--silent keeps npm's own lines out of the file):
  npm run --silent gatehouse -- trust export com.acme/server 1.2.3 > trust.json
  node scripts/verify-trust.mjs trust.json`,
    );
  addScan(trust, terminal);
  addExport(trust, terminal);
  addTrustReport(trust, terminal);
  addTrustFeedCommands(trust, terminal);
}

function addScan(trust: Command, terminal: Terminal): void {
  trust
    .command("scan")
    .description(
      "Scans one artifact by the mpak Trust Framework (MTF) v0.1 and prints what each control found. What the registry itself knows of a version (owners, namespace, revocation, earlier versions) is not part of it.",
    )
    .argument(
      "<artifact>",
      "npm:NAME@VERSION or pypi:NAME@VERSION (without a version, the newest), oci:IMAGE@sha256:…, mcpb:URL or remote:URL",
    )
    .option(
      "--min-level <level>",
      "end with another status when the level is lower (0 to 4)",
      level,
    )
    .option("--timeout <seconds>", "give up after so long", seconds, 600)
    .option("--json", "print one JSON document, which verify-trust.mjs can compute again")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- trust scan npm:@modelcontextprotocol/server-filesystem
  npm run --silent gatehouse -- trust scan npm:some-server@1.2.3 --min-level 2 --json > trust.json
  npm run gatehouse -- trust scan oci:ghcr.io/acme/server@sha256:…
  npm run gatehouse -- trust scan remote:https://mcp.acme.com/mcp`,
    )
    .action((artifact: string, options: ScanOptions) => scan(artifact, options, terminal));
}

function addExport(trust: Command, terminal: Terminal): void {
  trust
    .command("export")
    .description(
      "Prints what the score of a version rests on, as one JSON document: rule set, digests of the evidence, the result of every control.",
    )
    .argument("<name>", "the server, such as com.acme/server")
    .argument("<version>", "its version")
    .action((name: string, version: string) =>
      terminal.withDatabase(async () => {
        const { exportTrust } = await import("#lib/trust/export-trust.ts");
        const document = await exportTrust(commandLine(), { name, version });
        await recordExport("trust-export", { server: name, version });
        terminal.print(JSON.stringify(document, null, 2));
      }),
    );
}

async function scan(
  artifact: string,
  { json, minLevel, timeout }: ScanOptions,
  terminal: Terminal,
): Promise<void> {
  const { scanAlone } = await import("#lib/trust/scan-alone.ts");
  const { reportLines, verdictOf } = await import("#lib/trust/core/scan-report.ts");
  const scanned = await scanAlone(artifact, {
    timeoutMs: timeout * 1_000,
    onStep: (step) => terminal.note(step),
  });
  terminal.note("");
  if (json) terminal.print(JSON.stringify(scanned.document, null, 2));
  else for (const line of reportLines(scanned.report)) terminal.print(plain(line));
  if (minLevel === undefined) return;
  const { status, words } = verdictOf(scanned.report.evaluation, minLevel);
  if (!json) terminal.print(`\n${words}`);
  terminal.setExit(status);
}

function level(text: string): number {
  if (!/^[0-4]$/.test(text)) throw new InvalidArgumentError("A level is a number from 0 to 4.");
  return Number(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3_600)
    throw new InvalidArgumentError("It takes seconds, from 1 to 3600.");
  return value;
}
