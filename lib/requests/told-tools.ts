import { canonicalJson } from "#lib/kernel/json.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { env } from "#lib/config/env.ts";
import type { Db } from "#lib/db/client.ts";
import { hashOf } from "#lib/trust/declared-tools.ts";
import {
  factsOfTools,
  seenOptions,
  type SeenOption,
} from "#lib/trust/submissions/reviewed-tools.ts";
import { scanOf } from "#lib/trust/trust-parts.ts";
import { ambiguousNames, mergedTools, toldApart, type ToldApart } from "./core/told-tools.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";

/** Who told the tools that a review shows, and how far that can be relied on. */
export type ToolsTold = ToldApart & {
  /** `scan`: its server, to Gatehouse's own scan; `catalog`: as a mirror brought them; null: nobody. */
  by: "scan" | "declaration" | "catalog" | null;
  options: ToldOption[];
  /** A scan is to look yet: `coming`, or only once somebody starts it. */
  waits: "coming" | "to_be_started" | null;
  /** Names that stand for more than one definition, of which one is shown. */
  ambiguous: string[];
};

/** One way to install it. */
export type ToldOption = Omit<SeenOption, "seen"> & {
  seen: { at: Date; from: "captured" | "live"; tools: number } | null;
};

type Asked = {
  version: ReviewedVersion | null;
  /** What the request or its document names, or else the catalog. */
  known: readonly ToolFacts[];
  by: "declaration" | "catalog";
  /** When the request was decided: later scans were seen by nobody who decided. */
  until: Date | null;
};

/** A step: the tools that a review shows, those first that its server told a scan. */
export async function toldTools(
  db: Db,
  { version, known, by, until }: Asked,
): Promise<{ tools: ToolFacts[]; told: ToolsTold; marks: ReadonlyMap<string, string> }> {
  const options = version === null ? [] : await seenOptions(db, version, until);
  const all = options.flatMap(({ seen }) => seen?.tools ?? []);
  const tools = factsOfTools(all);
  // What the catalog lists beside may be what later scans saw.
  const declared = by === "declaration" ? known : [];
  const told: ToolsTold = {
    ...toldApart(tools, declared),
    by: tools.length > 0 ? "scan" : known.length > 0 ? by : null,
    options: options.map(({ seen, ...option }) => ({
      ...option,
      seen: seen && { at: seen.at, from: seen.from, tools: seen.tools.length },
    })),
    waits: version === null || until !== null ? null : await waitsOf(db, version.id),
    ambiguous: ambiguousNames(all),
  };
  const shown = tools.length === 0 ? [...known] : mergedTools(tools, declared);
  return { tools: shown, told, marks: new Map(tools.map(markOf)) };
}

/** What ticks of a tool that a scan saw are bound to, as another scan may see another one. */
const markOf = (tool: ToolFacts): [string, string] => [
  tool.name,
  hashOf(canonicalJson({ ...tool })).slice(0, 16),
];

/** Where the worker scans nothing by itself, what was handed in waits for somebody to start it. */
async function waitsOf(db: Db, versionId: string): Promise<ToolsTold["waits"]> {
  const scan = await scanOf(db, versionId);
  if (scan?.state !== "queued" && scan?.state !== "running") return null;
  const isLeft = scan.state === "queued" && scan.trigger === "submitted" && !env.trust.scans;
  return isLeft ? "to_be_started" : "coming";
}
