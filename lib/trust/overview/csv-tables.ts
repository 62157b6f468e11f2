/** The tables of the overview as lines of a file: whoever asks for one has to be allowed its verb. */
import { csvLine, type CsvCell } from "#lib/catalog/core/csv.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assessRegistry } from "./assess-registry.ts";
import { getTrustOverview } from "./get-trust-overview.ts";
import { listExpiring } from "./list-expiring.ts";
import { listFixes, type Fix } from "./list-fixes.ts";
import { listOpenFindings } from "./list-open-findings.ts";
import { listRaised } from "./list-raised.ts";
import { listUnreached } from "./list-unreached.ts";
import type { ListedServer } from "./on-offer.ts";
import type { OverviewTable } from "./schemas.ts";

type Params = Readonly<Record<string, string>>;
type Row = readonly CsvCell[];
type Lines = AsyncGenerator<Row, void, undefined>;
type Asked = { ctx: Context; params: Params };

const PAGE = 500;
const whose = ({ name, title, ownerTeam }: ListedServer): Row => [
  name,
  title,
  ownerTeam?.slug ?? null,
];

/** Follows the cursors of a list to its end. */
async function* allOf<Page extends { nextCursor: string | null }>(
  read: (page: { cursor?: string; limit: number }) => Promise<Page>,
  rowsOf: (page: Page) => readonly Row[],
): Lines {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Page = await read({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield* rowsOf(page);
    cursor = page.nextCursor;
  }
}

/** "L2: 5; L3: 1" */
const raisedTo = ({ levels }: Fix): string =>
  levels
    .filter(({ raises }) => raises > 0)
    .map(({ level, raises }) => `L${level}: ${raises}`)
    .join("; ");

type Table = { header: readonly string[]; rows: (asked: Asked) => Lines };

const SERVER = ["server", "title", "owner_team"];

const TABLES: Readonly<Record<OverviewTable, Table>> = {
  levels: {
    header: ["level", "servers"],
    async *rows({ ctx, params }) {
      const { levels } = await getTrustOverview(ctx, params);
      yield* levels.map(({ level, servers }) => [
        level === null ? "not assessed" : `L${level}`,
        servers,
      ]);
    },
  },
  risks: {
    header: ["risk", "servers"],
    async *rows({ ctx, params }) {
      const { risks } = await getTrustOverview(ctx, params);
      yield* risks.map(({ risk, servers }) => [risk ?? "not assessed", servers]);
    },
  },
  findings: {
    header: [
      ...[...SERVER, "version", "option", "severity", "control", "code", "title"],
      ...["file", "line", "places", "open_since"],
    ],
    rows: ({ ctx, params }) =>
      allOf(
        (page) => listOpenFindings(ctx, { ...params, ...page }),
        ({ findings }) =>
          findings.map((found) => [
            ...[...whose(found.server), found.version, found.option, found.severity],
            ...[found.control, found.code, found.title, found.file, found.line, found.places],
            found.since,
          ]),
      ),
  },
  fixes: {
    header: [
      ...["control", "title", "status", "code", "found", "advice"],
      ...["would_raise", "to_levels", "stands_in_the_way_of"],
    ],
    async *rows({ ctx, params }) {
      for (const fix of await listFixes(ctx, params))
        yield [
          ...[fix.control, fix.title, fix.status, fix.code, fix.found, fix.remediation],
          ...[fix.raises, raisedTo(fix), fix.blocks],
        ];
    },
  },
  raised: {
    header: [...SERVER, "version", "level", "score", "would_reach_next_level", "open_since"],
    rows: ({ ctx, params }) =>
      allOf(
        (page) => listRaised(ctx, { ...params, ...page }),
        ({ servers }) =>
          servers.map(({ server, version, level, score, isSole, since }) => [
            ...[...whose(server), version, level, score, isSole ? "yes" : "no", since],
          ]),
      ),
  },
  expiring: {
    header: [...SERVER, "version", "level", "falls_to", "valid_until", "evaluated_at"],
    rows: ({ ctx, params }) =>
      allOf(
        (page) => listExpiring(ctx, { ...params, ...page }),
        ({ servers }) =>
          servers.map(({ server, version, level, fallsTo, validUntil, evaluatedAt }) => [
            ...[...whose(server), version, level, fallsTo, validUntil, evaluatedAt],
          ]),
      ),
  },
  unreached: {
    header: [...SERVER, "version", "reasons", "controls", "scan_error", "since", "next_try_at"],
    rows: ({ ctx, params }) =>
      allOf(
        (page) => listUnreached(ctx, { ...params, ...page }),
        ({ servers }) =>
          servers.map(({ server, version, reasons, scanError, since, nextTryAt }) => [
            ...[...whose(server), version, reasons.map(({ reason }) => reason).join("; ")],
            reasons.flatMap(({ controls }) => controls).join("; "),
            ...[scanError, since, nextTryAt],
          ]),
      ),
  },
  registry: {
    header: ["control", "title", "level", "scope", "status", "reason"],
    async *rows({ ctx }) {
      const { results } = await assessRegistry(ctx, {});
      yield* results.map(({ control, title, level, scope, status, reason }) => [
        ...[control, title, level, scope, status, reason],
      ]);
    },
  },
};

/** A table as CSV, line by line; a refusal comes with the first of them. */
export async function* overviewCsv(table: OverviewTable, asked: Asked) {
  const { header, rows } = TABLES[table];
  const lines = rows(asked);
  const first = await lines.next();
  yield csvLine(header) + (first.done ? "" : csvLine(first.value));
  for await (const row of lines) yield csvLine(row);
}
