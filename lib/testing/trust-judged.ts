import type { ArtifactFacts } from "#lib/trust/core/facts.ts";
import { judgeOne, type JudgedId } from "#lib/trust/core/rules/judge.ts";
import type { Finding } from "#lib/trust/core/result.ts";
import type { ArtifactKind } from "#lib/trust/core/words.ts";
import { countCase } from "./trust-case-count.ts";
import { cleanFacts, JUDGED_AT } from "./trust-facts.ts";

/** One control's result in short: `fail 2 SC-02/kev`, `not_checkable feed_stale`, `pass`. */
export function judged(
  id: JudgedId,
  change: Partial<ArtifactFacts> = {},
  kind: ArtifactKind = "npm",
): string {
  const result = judgeOne(id, cleanFacts(kind, change), JUDGED_AT);
  countCase(id, result.status);
  const codes = result.findings.filter(({ action }) => action !== "info").map(({ code }) => code);
  return [result.status, result.failsFromLevel, result.reason, ...codes]
    .filter((part) => part !== null)
    .join(" ");
}

/** Action and severity, title and remediation of a finding, by its code. */
export type Said = Readonly<Record<string, readonly [string, string, string]>>;

/**
 * All that one control says: status, level and reason, the sentence where nothing was found, and the
 * findings by their codes. What a finding says otherwise than in `said` follows its code.
 */
export function told(
  id: JudgedId,
  said: Said,
  { kind = "npm", ...change }: Partial<ArtifactFacts>,
): string {
  const result = judgeOne(id, cleanFacts(kind, change), JUDGED_AT);
  countCase(id, result.status);
  const { status, failsFromLevel, reason, detail, findings } = result;
  const head = [status, failsFromLevel, reason].filter((part) => part !== null).join(" ");
  const isSummary = status === "fail" || status === "warn";
  const sentence = isSummary && detail.startsWith(findings[0]?.title ?? "") ? [] : [detail];
  return `${head}: ${[...sentence, ...findings.map((one) => finding(one, said))].join(" + ")}`;
}

function finding(one: Finding, said: Said): string {
  const { action, severity, code, file, line, title, remediation } = one;
  const place = file === null ? [] : [`at ${file}${line === null ? "" : `:${line}`}`];
  const others = [`${action} ${severity}`, title, remediation].filter(
    (part, at) => part !== said[code]?.[at],
  );
  return [code, ...place, ...others.map((part) => `"${part}"`)].join(" ");
}
