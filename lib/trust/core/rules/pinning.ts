/** Whether what agents read is what was approved (MTF RT-02). */
import { classifyDrift, type Drift } from "../drift.ts";
import type { ApprovedTools, ArtifactFacts, Got, Tool, ToolsFacts } from "../facts.ts";
import { driftSince } from "../held-tools.ts";
import { toolsAsServed } from "./declared.ts";
import {
  blocks,
  conclude,
  informs,
  missing,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

const REMEDIATION =
  "Look at what changed on the Tools tab. Security accepts it, or refuses it and asks the publisher.";

/**
 * XR-TD-01. Drift that is held fails with severity high, whatever its class (model §5.5): words that
 * override instructions are critical by CD-03 and XR-TD-02, which read the same definitions.
 */
export function definitionsPinned(facts: ArtifactFacts): Verdict {
  const { tools, entry } = facts;
  const approved = entry?.approvedTools ?? { state: "none" };
  return conclude("XR-TD-01", {
    needs: [tools, toolsAsServed(facts), seenRunning(tools)],
    found: tools.ok ? pinFindings(tools.value, approved) : [],
    fine: "Its tool definitions are those that were approved.",
  });
}

function seenRunning(tools: Got<ToolsFacts>): Got<unknown> {
  if (!tools.ok || tools.value.from !== "declared") return tools;
  const { reason, detail } = tools.value.uncaptured ?? { reason: "not_captured", detail: "" };
  return missing(
    reason,
    `Its tools are only declared: nobody saw what it answers. ${detail}`.trimEnd(),
  );
}

function pinFindings(facts: ToolsFacts, approved: ApprovedTools): Found[] {
  const { setHash, pinnedHash, from, tools } = facts;
  if (from === "declared") return [];
  if (approved.state === "unreadable")
    return [
      blocks(2, {
        code: "XR-TD-01/pin-unreadable",
        severity: "high",
        title: "The tool definitions that were approved cannot be read",
        remediation: "Security looks at its tools on the Tools tab and approves them again.",
      }),
    ];
  if (setHash === pinnedHash) return [];
  if (pinnedHash === null) return [NOT_PINNED];
  const changes = driftSince(approved, tools);
  const pinned = { approved, remediation: remedyFor(facts, approved) };
  // Another hash whose reason cannot be told is drift all the same.
  return changes.length === 0 ? [UNTOLD] : changes.map((change) => finding(change, facts, pinned));
}

/** Approved before anybody had seen its server: then the difference lies in where they come from. */
const DECLARED_ALONE =
  "What was approved is what it declares; its server tells it so. Security looks at it on the Tools tab and accepts it, or refuses it and asks the publisher to declare what it has.";

const UNSEEN =
  "Security looks at it on the Tools tab and accepts it, or refuses it and asks the publisher.";

const NOT_PINNED = warns({
  code: "XR-TD-01/not-pinned",
  severity: "low",
  title: "Nobody has approved its tool definitions yet",
  remediation: "Security looks at them on the Tools tab and approves them: then changes are held.",
});
const UNTOLD = blocks(2, {
  code: "XR-TD-01/drift",
  severity: "high",
  title: "Its tool definitions are not those that were approved",
  remediation: REMEDIATION,
});

type Pinned = { approved: ApprovedTools; remediation: string };

function finding(change: Drift, { tools }: ToolsFacts, { approved, remediation }: Pinned): Found {
  const { kind, tool, formerName, sentence, isHeld } = change;
  const before = approved.state === "pinned" ? textOf(approved.tools, formerName ?? tool) : "";
  const after = textOf(tools, tool);
  const words =
    before === after || kind === "removed"
      ? ""
      : ` Approved: "${named(before)}". Now: "${named(after)}"`;
  const told = { code: `XR-TD-01/${kind.replaceAll("_", "-")}`, title: `${sentence}${words}` };
  return isHeld
    ? blocks(2, { ...told, severity: "high", remediation })
    : informs({ ...told, remediation: "Nothing has to be done: it is noted, not held." });
}

function remedyFor({ declared }: ToolsFacts, approved: ApprovedTools): string {
  if (approved.state === "pinned" && approved.isUnseen) return UNSEEN;
  const isAsDeclared =
    declared !== undefined &&
    approved.state === "pinned" &&
    classifyDrift(approved.tools, declared.tools).length === 0;
  return isAsDeclared ? DECLARED_ALONE : REMEDIATION;
}

const textOf = (tools: readonly Tool[], name: string): string =>
  tools.find((tool) => tool.name === name)?.description ?? "";
