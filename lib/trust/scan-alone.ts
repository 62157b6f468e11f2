import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Reach } from "./collect/reach.ts";
import { CONTROLS } from "./core/controls.ts";
import { evaluate, NO_PAST } from "./core/evaluate.ts";
import { ARTIFACT_KINDS, RULE_SET } from "./core/words.ts";
import type { ScanReport } from "./core/scan-report.ts";
import { openScanner, type Scanner } from "./open-scanner.ts";
import type { ScanReference } from "./scanned.ts";

/** What `scripts/verify-trust.mjs` computes again. */
type TrustDocument = { format: "gatehouse-trust/1"; ruleSet: string; options: unknown[] };

export type ScannedAlone = { report: ScanReport; document: TrustDocument };

type Options = {
  timeoutMs: number;
  onStep: (step: string) => void;
  /** One that is open already: what it has read stays warm. */
  scanner?: Pick<Scanner, "open" | "scan">;
};

/**
 * Scans an artifact that no registry entry is about: without a database, from the configured
 * sources and imported feeds.
 * @throws AppError `invalid` for a reference that is none, `not_found` for a package that is not there.
 */
export async function scanAlone(
  text: string,
  { timeoutMs, onStep, scanner = openScanner(env) }: Options,
): Promise<ScannedAlone> {
  const reference = referenceOf(text);
  const reach: Reach = {
    ...scanner.open(),
    signal: AbortSignal.timeout(timeoutMs),
    evidence: [],
    onStep,
  };
  const scanned = await scanner.scan(reference, { entry: null, reach, others: null });
  const { artifact, evidence, finishedAt } = scanned;
  // What only the registry's own rows could tell is no question here.
  const results = scanned.results.filter(({ control }) => CONTROLS[control].scope !== "E");
  const { kind, name, version, digest } = artifact;
  const input = { kind, subject: "artifact", at: finishedAt, results, past: NO_PAST } as const;
  const evaluation = evaluate(input);
  const listed = evidence.map(({ body: _body, ...rest }) => rest);
  return {
    report: { name, version: version ?? "", digest, kind, results, evaluation },
    document: {
      format: "gatehouse-trust/1",
      ruleSet: RULE_SET,
      options: [{ artifact, ...input, evidence: listed, evaluation }],
    },
  };
}

/** `npm:NAME@VERSION`, where a name may begin with @; of a remote and a bundle the address. */
function referenceOf(text: string): ScanReference {
  const [, kindText = "", rest = ""] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const kind = ARTIFACT_KINDS.find((one) => one === kindText);
  if (kind === undefined)
    throw new AppError(
      "invalid",
      `${text} is no artifact: write npm:NAME@VERSION, such as npm:@modelcontextprotocol/server-filesystem@2026.8.31, pypi:NAME@VERSION, oci:IMAGE@sha256:…, mcpb:URL or remote:URL.`,
    );
  if (kind === "remote" || kind === "mcpb") return { kind, name: rest, version: null };
  const at = rest.lastIndexOf("@");
  return at > 0
    ? { kind, name: rest.slice(0, at), version: rest.slice(at + 1) }
    : { kind, name: rest, version: null };
}
