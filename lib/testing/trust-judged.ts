import type { ArtifactFacts } from "#lib/trust/core/facts.ts";
import { judge, type JudgedId } from "#lib/trust/core/rules/judge.ts";
import type { ArtifactKind } from "#lib/trust/core/words.ts";
import { countCase } from "./trust-case-count.ts";
import { cleanFacts, JUDGED_AT } from "./trust-facts.ts";

/** One control's result in short: `fail 2 SC-02/kev`, `not_checkable feed_stale`, `pass`. */
export function judged(
  id: JudgedId,
  change: Partial<ArtifactFacts> = {},
  kind: ArtifactKind = "npm",
): string {
  const result = judge(cleanFacts(kind, change), JUDGED_AT).find(({ control }) => control === id);
  countCase(id, result?.status);
  const codes = (result?.findings ?? [])
    .filter(({ action }) => action !== "info")
    .map(({ code }) => code);
  return [result?.status, result?.failsFromLevel, result?.reason, ...codes]
    .filter((part) => part !== null)
    .join(" ");
}
