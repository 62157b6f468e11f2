import type { Command } from "commander";
import { AppError } from "#lib/kernel/errors.ts";
import type { FeedMeta } from "#lib/trust/feeds/feed-store.ts";
import { collect, commandLine, plain, table, type Terminal } from "./terminal.ts";

type ImportOptions = { ecosystem: string[]; json?: true };

/** Below `trust`: the data of outside services as files, for networks that cannot reach them. */
export function addTrustFeedCommands(trust: Command, terminal: Terminal): void {
  const feed = trust
    .command("feed")
    .summary("advisories, scores and revocations from files")
    .addHelpText(
      "after",
      `
Examples:
  npm run gatehouse -- trust feed import osv all.zip
  npm run gatehouse -- trust feed import osv everything.zip --ecosystem npm --ecosystem PyPI
  npm run gatehouse -- trust feed import epss epss_scores-current.csv.gz
  npm run gatehouse -- trust feed list`,
    );
  feed
    .command("import")
    .description(
      "Reads a feed from a file and puts it in the place of the one before, once that is on record. Kinds: osv (export of an ecosystem, .zip), epss (daily scores, .csv or .csv.gz), kev (catalogue, .json), scorecard (results, .json or .jsonl), sigstore (trusted_root.json), revocations (our own form, .json).",
    )
    .argument("<kind>", "osv, epss, kev, scorecard, sigstore or revocations")
    .argument("<file>", "the file")
    .option(
      "--ecosystem <name>",
      "osv alone: npm or PyPI, where an export of several ecosystems holds all of it (repeatable)",
      collect,
      [],
    )
    .option("--json", "print JSON")
    .action((kind: string, file: string, options: ImportOptions) =>
      terminal.withDatabase(() => importFile({ kind, file, options }, terminal)),
    );
  feed
    .command("list")
    .description("Lists what was imported, and how old it is.")
    .option("--json", "print JSON")
    .action((options: { json?: true }) => list(options, terminal));
}

async function importFile(
  given: { kind: string; file: string; options: ImportOptions },
  terminal: Terminal,
): Promise<void> {
  const { env } = await import("#lib/config/env.ts");
  const { openFeeds } = await import("#lib/trust/feeds/feed-store.ts");
  const { IMPORT_KINDS, importFeed } = await import("#lib/trust/feeds/import-feed.ts");
  const { noteFeedImport } = await import("#lib/trust/feeds/note-feed-import.ts");
  const { file, options } = given;
  const kind = IMPORT_KINDS.find((name) => name === given.kind);
  if (kind === undefined)
    throw new AppError("invalid", `The kind must be one of ${IMPORT_KINDS.join(", ")}.`);
  const imported = await importFeed(openFeeds(env.trust.feedDir), kind, {
    file,
    now: new Date(),
    ecosystems: options.ecosystem,
    onProgress: (entries) => terminal.note(`${entries} read…`),
    record: async (changes) => void (await noteFeedImport(commandLine(), { changes })),
  });
  if (options.json) terminal.print(JSON.stringify(imported.map(view)));
  else
    for (const { kind: name, entries, from } of imported)
      terminal.print(`${name}: ${entries} entries, as of ${from}.`);
}

async function list({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const { env } = await import("#lib/config/env.ts");
  const { feedAgeHours, isStale, listFeeds, openFeeds } =
    await import("#lib/trust/feeds/feed-store.ts");
  const now = new Date();
  const feeds = (await listFeeds(openFeeds(env.trust.feedDir))).map((meta) => ({
    ...view(meta),
    ageHours: Math.max(0, Math.floor(feedAgeHours(meta, now))),
    stale: isStale(meta, now),
  }));
  if (json) terminal.print(JSON.stringify(feeds));
  else if (feeds.length === 0)
    terminal.print("Nothing was imported yet: trust feed import KIND FILE.");
  else
    terminal.print(
      table(
        ["feed", "state", "age", "entries", "data from", "imported", "file"],
        feeds.map(({ kind, stale, ageHours, entries, from, importedAt, source }) => [
          kind,
          stale ? "stale" : "fresh",
          ageHours < 48 ? `${ageHours} h` : `${Math.floor(ageHours / 24)} d`,
          String(entries),
          from,
          importedAt,
          plain(source),
        ]),
      ),
    );
}

const view = ({ kind, importedAt, from, entries, sha256, source }: FeedMeta) => ({
  kind,
  importedAt,
  from,
  entries,
  sha256,
  source,
});
