import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Db } from "#lib/db/client.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { pinnedTools } from "#lib/trust/submissions/pinned-tools.ts";
import { seenOptions, type SeenOption } from "#lib/trust/submissions/reviewed-tools.ts";
import { scanOf } from "#lib/trust/trust-parts.ts";
import { compareDefinitions, factsOf, type Definition, type Placed } from "./core/definitions.ts";
import type { RiskTool, ScannedTools } from "./core/risk.ts";
import { mergedTools, riskTools } from "./core/told-tools.ts";
import type { Proposal } from "./payload.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";
import { toldDefinitions } from "./told-tools.ts";

/** A version with the tools that the catalog lists of it. */
export type Side = { id: string; document: JsonObject; tools: ToolFacts[] };

type Judged = {
  risky: RiskTool[];
  scan: ScannedTools | null;
  /** Names of tools that are new or changed against the version before. */
  changed: string[];
};

type Asked = {
  /** Null: nothing was handed in for review, or no document is proposed. */
  version: ReviewedVersion | null;
  proposal: Proposal;
  /** The version that is current; null: there is none. */
  before: Side | null;
  /** A scan has done all that it can: what it has not seen by now is unknown. */
  isScanOver: boolean;
};

/**
 * A step: the tools that a proposal is judged by. What its server told the scan counts before what is
 * declared, and neither lowers what the other says. A way to install it whose tools no server told counts
 * as unknown beside others; one that a scan is yet to look at, as it did before the scan. Where none
 * told any they are those of the version before.
 */
export async function judgedTools(db: Db, asked: Asked): Promise<Judged> {
  const { version, proposal, before } = asked;
  const declared = proposedTools(proposal);
  const options = version?.standing ? await seenOptions(db, version) : [];
  const { definitions: told, unshown } = toldDefinitions(options);
  const isAnyHidden = unshown > 0 || options.some(({ seen }) => seen?.isShown === false);
  if (told.length === 0 && !isAnyHidden) return untold(options, { declared, before });
  const silent = options.filter(({ seen }) => seen === null || seen.tools.length === 0);
  const isAwaited = silent.some(mayStillBeScanned) && (await goesOn(db, asked));
  const said = saidBeforeScan({ declared, before }, isAwaited);
  const isSaid = isAwaited && said.tools.length > 0;
  const unknown = silent.filter((option) => !(isSaid && mayStillBeScanned(option)));
  const approved = before && (await approvedTools(db, before, null));
  return {
    risky: riskTools(
      told.map(({ tool }) => tool),
      said.tools,
      said.by,
    ),
    scan: { unknown: unknown.map(({ option }) => option), unshown },
    changed: changedNames(mergedTools(told, declared ?? []), approved),
  };
}

/** Of what no scan can look at a reason is known without one. */
const mayStillBeScanned = ({ scannedAt, whyNot }: SeenOption): boolean =>
  scannedAt === null && whyNot === null;

/** Whether a scan of it waits, or has more to look at. */
async function goesOn(db: Db, { version, isScanOver }: Asked): Promise<boolean> {
  if (version === null || isScanOver) return false;
  const scan = await scanOf(db, version.id);
  return scan?.state === "queued" || scan?.state === "running";
}

function saidBeforeScan(
  { declared, before }: Known,
  isAwaited: boolean,
): { tools: ToolFacts[]; by: RiskTool["by"] } {
  if (declared !== null) return { tools: declared, by: "declaration" };
  return { tools: isAwaited ? (before?.tools ?? []) : [], by: "version_before" };
}

type Known = { declared: ToolFacts[] | null; before: Side | null };

function untold(options: readonly SeenOption[], { declared, before }: Known): Judged {
  const { tools, by } = saidBeforeScan({ declared, before }, true);
  const hasEnded = options.some(({ scannedAt }) => scannedAt !== null);
  return {
    risky: riskTools([], tools, by),
    scan: hasEnded ? { unknown: [], unshown: 0 } : null,
    changed: changedNames(mergedTools([], declared ?? []), before && [listed(before)]),
  };
}

/** Where nothing was known of the tools before, nothing can be said of what changed. */
function changedNames(
  definitions: readonly Definition[],
  before: readonly Placed<ToolFacts>[] | null,
): string[] {
  if (before?.some(({ tools }) => tools.length > 0) !== true) return [];
  const changed = compareDefinitions(definitions, before).filter(({ status }) => status !== "same");
  return [...new Set(changed.map(({ tool }) => tool.name))];
}

/** As the catalog lists them, of no way to install it alone. */
export const listed = ({ tools }: Pick<Side, "tools">): Placed<ToolFacts> => ({
  ...{ option: "", type: "", name: "" },
  tools,
});

/**
 * A step: the tools that were approved of a version at a moment, to hold what a scan saw against; as the
 * catalog lists them where none were.
 */
export async function approvedTools(
  db: Db,
  version: Side,
  until: Date | null,
): Promise<Placed<ToolFacts>[]> {
  const pinned = await pinnedTools(db, version, until);
  if (pinned === null) return [listed(version)];
  // Ways to install it that share a list share its facts.
  const known = new Map<object, ToolFacts[]>();
  return pinned.map(({ tools, ...place }) => {
    const facts = known.get(tools) ?? tools.flatMap((tool) => factsOf(tool) ?? []);
    known.set(tools, facts);
    return { ...place, tools: facts };
  });
}

/** Tools that the request names, or that its document carries; null: it does not say. */
export function proposedTools({ payload, document }: Proposal): ToolFacts[] | null {
  const given = toolFacts(ownValue(payload, "tools"));
  if (given.length > 0) return given;
  return document && document.facts.tools.length > 0 ? document.facts.tools : null;
}
