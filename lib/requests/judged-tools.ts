import { toolFacts, type ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Db } from "#lib/db/client.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import {
  factsOfTools,
  pinnedTools,
  seenOptions,
  type SeenOption,
} from "#lib/trust/submissions/reviewed-tools.ts";
import type { RiskTool, ScannedTools } from "./core/risk.ts";
import { mergedTools, riskTools } from "./core/told-tools.ts";
import type { Proposal } from "./payload.ts";
import type { ReviewedVersion } from "./reviewed-version.ts";

/** A version with the tools that the catalog lists of it. */
export type Side = { id: string; document: JsonObject; tools: ToolFacts[] };

type Judged = {
  risky: RiskTool[];
  scan: ScannedTools | null;
  /** What is compared with the version before, and that one. */
  compared: ToolFacts[];
  before: Side | null;
};

type Asked = {
  /** Null: nothing was handed in for review, or no document is proposed. */
  version: ReviewedVersion | null;
  proposal: Proposal;
  /** The version that is current; null: there is none. */
  before: Side | null;
};

/**
 * A step: the tools that a proposal is judged by. What its server told the scan counts before what is
 * declared, and neither lowers what the other says. Where nobody has told any they are those of the
 * version before.
 */
export async function judgedTools(db: Db, { version, proposal, before }: Asked): Promise<Judged> {
  const declared = proposedTools(proposal);
  const options = version?.standing ? await seenOptions(db, version) : [];
  const told = options.flatMap(({ seen }) => seen?.tools ?? []);
  if (told.length === 0) return untold(options, { declared, before });
  const silent = options.filter(({ seen }) => seen === null || seen.tools.length === 0);
  const beside = declared ?? (silent.length === 0 ? [] : toolsOf(before));
  const unknown = beside.length > 0 ? [] : silent.map(({ option }) => option);
  return {
    risky: riskTools(told, beside),
    scan: { by: "scan", unknown },
    compared: mergedTools(factsOfTools(told), declared ?? []),
    before: before && (await asApproved(db, before)),
  };
}

type Known = { declared: ToolFacts[] | null; before: Side | null };

function untold(options: readonly SeenOption[], { declared, before }: Known): Judged {
  const tools = declared ?? toolsOf(before);
  const by = declared === null ? "version_before" : "declaration";
  const isScanned = options.some(({ scannedAt }) => scannedAt !== null);
  return {
    ...{ risky: riskTools([], tools), compared: tools, before },
    scan: isScanned ? { by, unknown: [] } : null,
  };
}

const toolsOf = (side: Side | null): ToolFacts[] => side?.tools ?? [];

/** A step: a version with the tools that were approved of it, to hold what a scan saw against. */
export async function asApproved<Version extends Side>(db: Db, version: Version): Promise<Version> {
  return { ...version, tools: (await pinnedTools(db, version)) ?? version.tools };
}

/** Tools that the request names, or that its document carries; null: it does not say. */
export function proposedTools({ payload, document }: Proposal): ToolFacts[] | null {
  const given = toolFacts(ownValue(payload, "tools"));
  if (given.length > 0) return given;
  return document && document.facts.tools.length > 0 ? document.facts.tools : null;
}
