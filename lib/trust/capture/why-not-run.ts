import type { CodeFacts } from "../core/code-facts.ts";
import type { ArtifactFacts, Got } from "../core/facts.ts";
import { guarddogBlocks } from "../core/rules/analysers.ts";
import type { ScanTools } from "../scan-tools.ts";

type Seen = { code: CodeFacts | null; analysers: ArtifactFacts["analysers"] };
type NotRun = Extract<Got<never>, { ok: false }>;

/** Why a stranger's server is not run here, not even in a cage; null: it may be. */
export function whyNotRun(
  { code, analysers }: Seen,
  { capture }: Pick<ScanTools, "capture">,
): NotRun | null {
  if (!capture) return notRun("Packages and bundles are not run here (TRUST_CAPTURE).");
  const isMalware = code?.malware.some(({ blocks }) => blocks) === true;
  return isMalware || guarddogBlocks(analysers)
    ? notRun("It looks like malware and was not run.")
    : null;
}

const notRun = (detail: string): NotRun => ({ ok: false, reason: "not_captured", detail });
