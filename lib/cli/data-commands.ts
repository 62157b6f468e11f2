import fs from "node:fs";
import type { Command } from "commander";
import { env } from "#lib/config/env.ts";
import { commandLine, type Terminal } from "./terminal.ts";

type ExportOptions = { audience?: string; out?: string };

export function addDataCommands(program: Command, terminal: Terminal): void {
  program
    .command("seed")
    .description("Adds the demo company: people, teams and servers. A second time changes nothing.")
    .option("--json", "print the counts as JSON")
    .action((options: { json?: true }) =>
      terminal.withDatabase(async () => {
        const { seedDemo } = await import("#lib/demo/seed-demo.ts");
        const { addDemoRequests } = await import("#lib/demo/add-demo-requests.ts");
        const counts = await seedDemo(commandLine(), {});
        const requests = await addDemoRequests(new Date());
        printCounts("Added", { ...counts, requests }, { ...options, terminal });
      }),
    );
  program
    .command("demo")
    .summary("the demo data")
    .command("remove")
    .description("Removes the demo data. What you added yourself stays.")
    .option("--keep-people", "keep the demo accounts, which the demo sign-in needs")
    .option("--json", "print the counts as JSON")
    .action((options: { keepPeople?: true; json?: true }) =>
      terminal.withDatabase(async () => {
        const { removeDemo } = await import("#lib/demo/remove-demo.ts");
        const keepPeople = options.keepPeople ?? false;
        printCounts("Removed", await removeDemo(commandLine(), { keepPeople }), {
          ...options,
          terminal,
        });
      }),
    );
  addExportCommand(program, terminal);
}

function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command("export")
    .summary("settings that make clients honour the catalog")
    .description(
      "Prints the allow list or settings of a client, made from the approved entries. A wrong format name lists the formats.",
    )
    .argument("<format>", "such as vscode-policy, claude-managed-mcp or copilot-managed-settings")
    .option("--audience <slug>", "only what one audience gets")
    .option("--out <file>", "write to a file instead of standard output")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- export claude-managed-mcp --out managed-mcp.json
  npm run gatehouse -- export vscode-policy --audience data`,
    )
    .action((format: string, { audience, out }: ExportOptions) =>
      terminal.withDatabase(async () => {
        const { getExport } = await import("#lib/exports/get-export.ts");
        const { text, servers, missing } = await getExport(commandLine(), {
          format,
          base: env.publicUrl,
          ...(audience === undefined ? {} : { audience }),
        });
        if (out === undefined) terminal.print(text.trimEnd());
        else fs.writeFileSync(out, text);
        terminal.note(`${servers} servers; ${missing.length} cannot be expressed in this format.`);
      }),
    );
}

type Printing = { json?: true; terminal: Terminal };

function printCounts(done: string, counts: Record<string, number>, { json, terminal }: Printing) {
  const words = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  terminal.print(json ? JSON.stringify(counts) : `${done}: ${words.join(", ")}.`);
}
