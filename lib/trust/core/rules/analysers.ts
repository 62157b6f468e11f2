/** What Bandit (CQ-03) and GuardDog (CQ-02) mean here, where a sidecar brings them. */
import type { ArtifactFacts, Got } from "../facts.ts";
import type { AnalyserReport } from "../code-facts.ts";
import { blocks, codeIn, informs, missing, named, warns, type Found } from "./verdict.ts";

type Analysed = {
  needs: readonly Got<unknown>[];
  found: readonly Found[];
};
type Analysers = ArtifactFacts["analysers"];
type Reported = AnalyserReport["findings"][number];

/** Null: there is no Bandit, so that Python stays unread (MTF CQ-03). */
export function banditSays({ analysers }: ArtifactFacts): Analysed | null {
  const got = analysers?.bandit ?? null;
  if (got === null) return null;
  return {
    needs: wholeReport(got),
    found: got.ok ? got.value.findings.flatMap(banditFinding) : [],
  };
}

/** Severe and sure blocks L2, medium warns; tests are excluded, and code of others is not looked at. */
function banditFinding({ rule, title, severity, confidence, place, role }: Reported): Found[] {
  const told = {
    code: codeIn("CQ-03", `bandit/${rule}`),
    title: `Bandit: ${named(title)}`,
    remediation:
      "Fix this place: Bandit explains the rule in its documentation. Comments that switch it off do not count here.",
    place: place ?? undefined,
  };
  if (role === "vendored") return [];
  if (role === "aside") return severity === "high" ? [informs(told)] : [];
  if (severity === "low") return [informs(told)];
  return severity === "high" && confidence === "high"
    ? [blocks(2, { ...told, severity })]
    : [warns({ ...told, severity: "medium" })];
}

/** Nothing where there is no GuardDog: then our own patterns stand alone (MTF CQ-02). */
export function guarddogSays({ analysers }: { analysers?: Analysers }): Analysed {
  const got = analysers?.guarddog ?? null;
  if (got === null) return { needs: [], found: [] };
  return {
    needs: wholeReport(got),
    found: got.ok ? got.value.findings.map(guarddogFinding) : [],
  };
}

/** Whether it names what must not even be run in a sandbox. */
export const guarddogBlocks = (analysers: Analysers): boolean =>
  guarddogSays({ analysers }).found.some(({ action }) => action === "block");

/**
 * Exfiltration, reverse shells, miners, obfuscated execution and hooks that run commands: what MTF
 * CQ-02 names. Other rules of GuardDog are hints that honest packages give as well.
 */
const NAMED_BY_MTF =
  /exfil|serialize-environment|reverse-shell|cryptomin|base64exec|exec-base64|obfuscation-chr|^threat-process-hooks|^cmd-overwrite/;

function guarddogFinding({ rule, title, severity, place, role }: Reported): Found {
  const told = {
    code: codeIn("CQ-02", `guarddog/${rule}`),
    title: `GuardDog: ${named(title)}`,
    remediation:
      "Read this place. Unless it can be explained, do not install it and report the package.",
    place: place ?? undefined,
  };
  if (rule.startsWith("capability-")) return informs(told);
  const isSevere = severity === null || severity === "high";
  return role !== "vendored" && isSevere && NAMED_BY_MTF.test(rule)
    ? blocks(1, { ...told, severity: "high" })
    : warns({ ...told, severity: severity === "low" ? "low" : "medium" });
}

function wholeReport(got: Got<AnalyserReport>): Got<unknown>[] {
  if (!got.ok) return [got];
  const { unread, incomplete } = got.value;
  const [first] = unread;
  const others = unread.length > 1 ? ` (and ${unread.length - 1} more)` : "";
  return [
    got,
    ...(incomplete === null ? [] : [missing(incomplete.reason, incomplete.detail)]),
    ...(first === undefined
      ? []
      : [missing("unsupported_language", `${named(first)}${others} is no Python that Bandit could parse.`)]), // prettier-ignore
  ];
}
