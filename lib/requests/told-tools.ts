import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { env } from "#lib/config/env.ts";
import type { Db } from "#lib/db/client.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import { seenOptions, type SeenOption } from "#lib/trust/submissions/reviewed-tools.ts";
import { scanOf } from "#lib/trust/trust-parts.ts";
import {
  definitionsOf,
  listedTools,
  type Definition,
  type Placed,
  type Told,
} from "./core/definitions.ts";
import { scanWaits, type ScanWaits } from "./core/scan-waits.ts";
import { ambiguousNames, mergedTools, toldApart, type ToldApart } from "./core/told-tools.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";

/** Who told the tools that a review shows, and how far that can be relied on. */
export type ToolsTold = ToldApart & {
  /** `scan`: its server, to Gatehouse's own scan; `catalog`: as a mirror brought them; null: nobody. */
  by: "scan" | "declaration" | "catalog" | null;
  options: ToldOption[];
  waits: ScanWaits | null;
  /** Names that stand for more than one definition. */
  ambiguous: string[];
  /** The definitions of those beyond the first, and which ways to install it told them. */
  others: { tool: ToolFacts; options: string[] }[];
  /** How many tools were told that cannot be shown. */
  unshown: number;
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

export type Shown = {
  definitions: Definition[];
  told: ToolsTold;
  /** By name: all that was told under it, as another scan may see something else. */
  texts: ReadonlyMap<string, string>;
  /** Ways to install it of which a scan has seen the tools, and they can be shown. */
  seen: Placed<Tool>[];
};

/** A step: the tools that a review shows, those first that its server told a scan. */
export async function toldTools(db: Db, { version, known, by, until }: Asked): Promise<Shown> {
  const options = version === null ? [] : await seenOptions(db, version, until);
  const { definitions, unshown, texts } = toldDefinitions(options);
  const isTold = definitions.length > 0;
  // What the catalog lists beside may be what later scans saw.
  const declared = by === "declaration" ? known : [];
  const told: ToolsTold = {
    ...toldApart(definitions, declared),
    by: isTold ? "scan" : known.length > 0 ? by : null,
    options: options.map(({ seen, ...option }) => ({
      ...option,
      seen: seen && { at: seen.at, from: seen.from, tools: seen.tools.length },
    })),
    waits:
      version === null || until !== null
        ? null
        : scanWaits(await scanOf(db, version.id), env.trust.scans),
    ambiguous: ambiguousNames(definitions),
    others: othersOf(definitions),
    unshown,
  };
  return {
    definitions: mergedTools(definitions, isTold ? declared : known),
    ...{ told, texts },
    seen: options.flatMap(({ option, type, name, seen }) =>
      seen?.isShown === true ? [{ option, type, name, tools: seen.tools }] : [],
    ),
  };
}

/** Each definition that scans saw, with the ways to install it that told it. */
export const toldDefinitions = (options: readonly SeenOption[]): Told =>
  definitionsOf(
    options.map(({ option, type, name, seen }) => ({
      ...{ option, type, name },
      tools: seen?.tools ?? [],
    })),
  );

function othersOf(definitions: readonly Definition[]): ToolsTold["others"] {
  const listed = new Set(listedTools(definitions));
  return definitions.flatMap(({ tool, places }) =>
    listed.has(tool) ? [] : [{ tool, options: places.map(({ option }) => option) }],
  );
}
