/** How long a result counts, and what may be looked at again without the artifact. */
import { CONTROLS, type ControlId } from "./controls.ts";
import { GRACE_DAYS } from "./evaluate.ts";
import type { ControlResult } from "./result.ts";
import { unwaived } from "./waivers.ts";
import type { ArtifactKind } from "./words.ts";

/** How often a control is looked at between two scans; `scan`: with the artifact only. */
export type Cadence = "daily" | "weekly" | "scan";

const CADENCE_DAYS: Readonly<Record<Exclude<Cadence, "scan">, number>> = { daily: 1, weekly: 7 };
/** Days that a level is good for without a scan of everything: L3 and L4, and those below. */
const HIGH_DAYS = 30;
const LOW_DAYS = 90;
const DAY_MS = 86_400_000;

export const DAILY: readonly ControlId[] = ["SC-02", "RG-05"];
export const WEEKLY: readonly ControlId[] = [
  "AI-03",
  "PR-01",
  "PR-03",
  "PR-04",
  "PR-05",
  "PK-04",
  "XR-MA-01",
];
/** What a remote answers is asked for every day. */
const REMOTE_DAILY: readonly ControlId[] = [
  "CD-01",
  "CD-03",
  "XR-AV-01",
  "XR-RM-01",
  "XR-RM-02",
  "XR-RM-03",
  "XR-TD-01",
  "XR-TD-02",
];

export function cadenceOf(control: ControlId, kind: ArtifactKind): Cadence {
  if (DAILY.includes(control) || (kind === "remote" && REMOTE_DAILY.includes(control)))
    return "daily";
  return WEEKLY.includes(control) ? "weekly" : "scan";
}

/** Days that a result counts. Of what is looked at more often, the days of grace are in it. */
function lifeDays(control: ControlId, kind: ArtifactKind): number {
  const cadence = cadenceOf(control, kind);
  if (cadence !== "scan") return CADENCE_DAYS[cadence] + GRACE_DAYS[kind];
  return CONTROLS[control].level >= 3 ? HIGH_DAYS : LOW_DAYS;
}

const ENDS: ReadonlySet<ControlResult["status"]> = new Set(["pass", "warn", "waived"]);

type Checked = Pick<ControlResult, "control" | "status" | "checkedAt">;

/** RFC 3339, UTC; null: it does not end. A fail stays one until a check says otherwise. */
export function expiresAt(result: Checked, kind: ArtifactKind): string | null {
  const end = endOf(result, kind);
  return end === Infinity ? null : new Date(end).toISOString();
}

/** Milliseconds since 1970. */
const endOf = ({ control, status, checkedAt }: Checked, kind: ArtifactKind): number =>
  ENDS.has(status) ? Date.parse(checkedAt) + lifeDays(control, kind) * DAY_MS : Infinity;

/** Of what is waived: whether the waiver still holds then (milliseconds since 1970). */
const isAccepted = ({ waivedUntil }: ControlResult, at: number): boolean =>
  waivedUntil === undefined || at < Date.parse(waivedUntil);

/** The results as they count at a time: what is too old is not known any more, nor accepted. */
export function withoutExpired(
  results: readonly ControlResult[],
  { kind, at }: { kind: ArtifactKind; at: string },
): ControlResult[] {
  const then = Date.parse(at);
  return results.map((given) => {
    const result = isAccepted(given, then) ? given : unwaived(given);
    if (then < endOf(result, kind)) return result;
    return {
      ...result,
      status: "not_checkable",
      reason: "expired",
      detail: `It was last checked on ${result.checkedAt.slice(0, 10)}, too long ago to still count.`,
      failsFromLevel: null,
      findings: [],
    };
  });
}

/** When checks without a scan last found all as it was; null: never. RFC 3339, UTC. */
export type Confirmed = { daily: string | null; weekly: string | null };

/** What a check without a scan looks at, of what is looked at that often. */
function confirmedAt(
  control: ControlId,
  kind: ArtifactKind,
  { daily, weekly }: Confirmed,
): string | null {
  if (DAILY.includes(control)) return daily;
  // What a remote answers and what lies in a bundle takes a scan, which writes down what it saw.
  if (kind === "remote" || kind === "mcpb") return null;
  return WEEKLY.includes(control) ? weekly : null;
}

/** A check that found nothing else counts as if it had been written down. */
export function withConfirmed(
  results: readonly ControlResult[],
  { kind, confirmed }: { kind: ArtifactKind; confirmed: Confirmed },
): ControlResult[] {
  return results.map((result) => {
    const at = confirmedAt(result.control, kind, confirmed);
    return at !== null && Date.parse(at) > Date.parse(result.checkedAt)
      ? { ...result, checkedAt: at }
      : result;
  });
}
