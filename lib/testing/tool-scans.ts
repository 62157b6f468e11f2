/** Made-up scans that saw tools: judged by the real rules, against what the registry has approved. */
import { systemContext } from "#lib/testing/context.ts";
import { cleanFacts, cleanTools, got } from "#lib/testing/trust-facts.ts";
import { scannedOf, type Scannable } from "#lib/testing/trust-scans.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import { judge } from "#lib/trust/core/rules/judge.ts";
import { installOptions } from "#lib/trust/install-options.ts";
import { loadEntryFacts } from "#lib/trust/load-entry-facts.ts";
import { recordEvaluation } from "#lib/trust/record-evaluation.ts";
import type { Scanned } from "#lib/trust/scanned.ts";
import { listOtherTools } from "#lib/trust/tools/list-other-tools.ts";
import { withRegistry } from "#lib/trust/tools/with-registry.ts";

type Server = Pick<Scannable, "versionId" | "document">;
type ToolScan = {
  at: string;
  tools: readonly Tool[];
  option?: string;
  from?: "live" | "captured" | "declared";
};

const RULES: ReadonlySet<string> = new Set(["XR-TD-01", "XR-SH-01"]);

/** Everything else passes. Nothing is recorded yet. */
export async function scanTools(
  { versionId, document }: Server,
  { at, tools, option = "packages[0]", from }: ToolScan,
): Promise<Scanned> {
  const reference = referenceOf(document, option);
  const { kind } = reference;
  const entry = await loadEntryFacts(systemContext(), { versionId, option });
  const seen = got(cleanTools(kind, { tools, ...(from && { from }) }));
  const facts = await withRegistry({ ...cleanFacts(kind), entry, tools: seen }, (asked) =>
    listOtherTools(systemContext(), asked),
  );
  const judged = new Map(
    judge(facts, at)
      .filter(({ control }) => RULES.has(control))
      .map((result) => [result.control, result]),
  );
  const scanned = scannedOf(reference, { at });
  return {
    ...scanned,
    results: scanned.results.map((result) => judged.get(result.control) ?? result),
    tools: facts.tools.ok ? facts.tools.value : null,
  };
}

/** Records it as the worker does; `now` is the end of the scan unless given. */
export function recordScanned(
  { versionId, document }: Server,
  scanned: Scanned,
  { option = "packages[0]", now = scanned.finishedAt }: { option?: string; now?: string } = {},
) {
  return recordEvaluation(
    { ...systemContext(), now: new Date(now) },
    { versionId, option, trigger: "asked", reference: referenceOf(document, option), scanned },
  );
}

export async function recordToolScan(server: Server, scan: ToolScan) {
  const { option = "packages[0]" } = scan;
  return recordScanned(server, await scanTools(server, scan), { option });
}

function referenceOf(document: Scannable["document"], option: string) {
  const reference = installOptions(document).find((one) => one.option === option)?.reference;
  if (!reference) throw new Error(`There is no ${option} to scan.`);
  return reference;
}
