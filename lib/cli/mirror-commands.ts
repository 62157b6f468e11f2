import type { Command } from "commander";
import { AppError } from "#lib/kernel/errors.ts";
import type { MirrorSourceView } from "#lib/mirror/mirror-view.ts";
import { collect, commandLine, plain, table, type Terminal } from "./terminal.ts";

type AddOptions = { name: string; approve?: true; expose?: true; allowHost: string[]; json?: true };

export function addMirrorCommands(program: Command, terminal: Terminal): void {
  const mirror = program
    .command("mirror")
    .summary("registries that the worker copies every hour")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- mirror add https://registry.modelcontextprotocol.io --name "Official registry"
  npm run gatehouse -- mirror add https://registry.acme.internal --name Inside --allow-host registry.acme.internal
  npm run gatehouse -- mirror run "Official registry"`,
    );
  mirror
    .command("list")
    .description("Lists the sources and how their last run went.")
    .option("--json", "print JSON")
    .action((options: { json?: true }) =>
      terminal.withDatabase(async () => {
        const sources = await allSources();
        terminal.print(options.json ? JSON.stringify(sources) : sourceTable(sources));
      }),
    );
  mirror
    .command("add")
    .description("Adds a registry, with or without /v0.1 in its address.")
    .argument("<url>", "address of the registry")
    .requiredOption("--name <name>", "what to call it")
    .option("--approve", "approve what arrives (otherwise it arrives as a candidate)")
    .option("--expose", "also put what is approved in the anonymous feed")
    .option(
      "--allow-host <host>",
      "host, host:port or range inside the company (repeatable)",
      collect,
      [],
    )
    .option("--json", "print JSON")
    .action((url: string, options: AddOptions) =>
      terminal.withDatabase(() => add(url, options, terminal)),
    );
  addActions(mirror, terminal);
}

function addActions(mirror: Command, terminal: Terminal): void {
  mirror
    .command("run")
    .description("Copies a source now.")
    .argument("<source>", "its name or id")
    .option("--json", "print JSON")
    .action((source: string, options: { json?: true }) =>
      terminal.withDatabase(async () => {
        const { runMirrorSource } = await import("#lib/mirror/run-mirror-source.ts");
        const summary = await runMirrorSource(commandLine(), { id: (await find(source)).id });
        const { imported, updated, unchanged, refused, pages } = summary;
        terminal.print(
          options.json
            ? JSON.stringify(summary)
            : `${pages} pages: ${imported} imported, ${updated} updated, ${unchanged} unchanged, ${refused} refused.`,
        );
      }),
    );
  for (const [name, enabled] of [
    ["enable", true],
    ["disable", false],
  ] as const)
    mirror
      .command(name)
      .description(enabled ? "Copies a source every hour again." : "Stops copying a source.")
      .argument("<source>", "its name or id")
      .action((source: string) =>
        terminal.withDatabase(async () => {
          const { changeMirrorSource } = await import("#lib/mirror/change-mirror-source.ts");
          const found = await find(source);
          await changeMirrorSource(commandLine(), { id: found.id, enabled });
          terminal.print(`${plain(found.name)} is switched ${enabled ? "on" : "off"}.`);
        }),
      );
  mirror
    .command("remove")
    .description("Removes a source. What came from it stays.")
    .argument("<source>", "its name or id")
    .action((source: string) =>
      terminal.withDatabase(async () => {
        const { removeMirrorSource } = await import("#lib/mirror/remove-mirror-source.ts");
        const found = await find(source);
        await removeMirrorSource(commandLine(), { id: found.id });
        terminal.print(`${plain(found.name)} is removed.`);
      }),
    );
}

async function add(url: string, options: AddOptions, terminal: Terminal): Promise<void> {
  const { createMirrorSource } = await import("#lib/mirror/create-mirror-source.ts");
  const { name, approve = false, expose = false, allowHost, json } = options;
  const input = { url, name, approve, expose, allowedHosts: allowHost };
  const { id } = await createMirrorSource(commandLine(), input);
  terminal.print(
    json ? JSON.stringify({ id }) : `${plain(name)} is added; the worker copies it every hour.`,
  );
}

async function allSources(): Promise<MirrorSourceView[]> {
  const { listMirrorSources } = await import("#lib/mirror/list-mirror-sources.ts");
  return listMirrorSources(commandLine(), {});
}

async function find(nameOrId: string): Promise<MirrorSourceView> {
  const sources = await allSources();
  const found = sources.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (!found) throw new AppError("not_found", `There is no mirror source ${nameOrId}.`);
  return found;
}

function sourceTable(sources: readonly MirrorSourceView[]): string {
  if (sources.length === 0) return "No mirror sources yet: add one with mirror add.";
  return table(
    ["name", "address", "state", "servers", "last success", "last error"],
    sources.map((source) => [
      plain(source.name),
      source.url,
      source.running ? "running" : source.enabled ? "on" : "off",
      String(source.serverCount),
      source.lastSuccessAt?.toISOString() ?? "never",
      plain(source.lastError),
    ]),
  );
}
