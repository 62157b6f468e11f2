import { createHash } from "node:crypto";
import { judgeEntryName } from "../archive/entry-name.ts";
import { FORMAT_OF, importedRole, type Layout, type RoleOf } from "../code/roles.ts";
import { roleOf as roleByName } from "../code/source-file.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { AnalyserReport } from "../core/code-facts.ts";
import type { ArtifactFacts, Got } from "../core/facts.ts";
import { jsonOrNull } from "../feeds/fetch-json.ts";
import { AnalyserAnswer, type ToolAnswer } from "./analyser-answer.ts";

const MEGABYTE = 1_048_576;
const MAX_ARCHIVE = 200 * MEGABYTE;
const MAX_ANSWER = 16 * MEGABYTE;
/** The sidecar gives each tool 100 seconds, and may have others to see to first. */
const ANALYSE_MS = 240_000;

type Analysers = NonNullable<ArtifactFacts["analysers"]>;
type Missed = Extract<Got<never>, { ok: false }>;
type Asked = {
  archive: Buffer;
  layout: Layout;
  /** Whose rules of GuardDog apply; Bandit is for Python alone. */
  kind: "pypi" | "npm";
  /** Whose code each file of a bundle is, which ships its dependencies; else by its name. */
  roleOf?: RoleOf;
  /** Files that are known to be the package's own code, wherever they stand. */
  ownCode?: ReadonlySet<string>;
};

/**
 * Sends the archive to the analysers beside Gatehouse, where the operator has some (ANALYSER_URL).
 * @returns undefined: there are none, or no bytes to send.
 */
export async function askAnalysers(
  reach: Reach,
  { archive, ...asked }: Omit<Asked, "archive"> & { archive: Buffer | null },
): Promise<Analysers | undefined> {
  const { analyser = null } = reach.sources;
  if (analyser === null || archive === null) return undefined;
  reach.onStep("Asking the analysers beside Gatehouse");
  const { kind, layout } = asked;
  const tooLarge = missed("too_large", "It is larger than the 200 MB that the analysers take.");
  if (archive.length > MAX_ARCHIVE) return both(tooLarge, kind);
  const patient = { ...reach, sources: { ...reach.sources, timeoutMs: analyser.timeoutMs ?? ANALYSE_MS } }; // prettier-ignore
  const fetched = await fetchEvidence(
    patient,
    `${analyser.url}/analyse?kind=${kind}&format=${FORMAT_OF[layout]}`,
    {
      kind: "analysers",
      base: analyser.url,
      maxBytes: MAX_ANSWER,
      post: { body: archive, headers: { "content-type": "application/octet-stream" } },
      ...(analyser.token === null ? {} : { authorization: `Bearer ${analyser.token}` }),
    },
  );
  if (!fetched.ok) return both(refused(fetched), kind);
  return reportsOf(fetched, { archive, ...asked });
}

const missed = (reason: Missed["reason"], detail: string): Missed => ({
  ok: false,
  reason,
  detail: `The analysers: ${detail}`,
});

const both = (why: Missed, kind: Asked["kind"]): Analysers => ({
  bandit: kind === "pypi" ? why : null,
  guarddog: why,
});

function refused(fetched: Extract<Fetched, { ok: false }>): Missed {
  if (fetched.gone) return missed("unreachable", `They answered ${fetched.status}.`);
  if (fetched.status === 422)
    return missed(
      "opaque_artifact",
      "They do not unpack it: it holds links, names that lead out of it, too much, or what others would read differently.",
    );
  return missed(fetched.reason, fetched.detail);
}

const WRONG_FORM = missed("registry_5xx", "They answered in a form that they should not.");

function reportsOf({ answer, sha256 }: Extract<Fetched, { ok: true }>, asked: Asked): Analysers {
  const { archive, kind } = asked;
  const parsed = AnalyserAnswer.safeParse(jsonOrNull(answer.body));
  const sent = createHash("sha256").update(archive).digest("hex");
  if (!parsed.success || parsed.data.sha256 !== sent) return both(WRONG_FORM, kind);
  const { bandit, guarddog } = parsed.data.tools;
  const roleOf = reportedRoles(asked);
  const report = (tool: ToolAnswer | null | undefined, who: string) =>
    tool ? reportOf(tool, { who, roleOf, evidence: [sha256] }) : null;
  return {
    bandit: kind === "pypi" ? report(bandit, "Bandit") : null,
    guarddog: report(guarddog, "GuardDog"),
  };
}

const reportedRoles =
  ({ kind, layout, roleOf = roleByName, ownCode }: Asked): RoleOf =>
  (file) => {
    if (ownCode?.has(file)) return "own";
    return kind === "pypi" ? importedRole(file, layout, roleOf(file)) : roleOf(file);
  };

const REASON_OF = { timeout: "timeout", error: "registry_5xx" } as const;

type Reporting = { who: string; roleOf: RoleOf; evidence: readonly string[] };

function reportOf(
  { version, findings, unread, reason, detail }: ToolAnswer,
  { who, roleOf, evidence }: Reporting,
): Got<AnalyserReport> {
  const incomplete =
    reason === null
      ? null
      : { reason: REASON_OF[reason], detail: `${who}: ${detail ?? "It broke."}` };
  if (findings === null) return incomplete === null ? WRONG_FORM : { ok: false, ...incomplete };
  const names = [...findings.flatMap(({ file }) => file ?? []), ...unread];
  if (names.some((one) => !judgeEntryName(one, false).ok)) return WRONG_FORM;
  const value: AnalyserReport = {
    version,
    findings: findings.map(({ file, line, ...rest }) => ({
      ...rest,
      place: file === null ? null : { file, line },
      role: file === null ? "own" : roleOf(file),
    })),
    unread: unread.filter((file) => roleOf(file) === "own"),
    incomplete,
  };
  return { ok: true, value, evidence };
}
