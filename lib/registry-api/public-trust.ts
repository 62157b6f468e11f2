import { serverPath } from "#lib/catalog/core/paths.ts";
import { env } from "#lib/config/env.ts";
import { LEVEL_NAMES, type ArtifactKind, type Level } from "#lib/trust/core/words.ts";
import type { EntryLapse } from "#lib/trust/core/stand-now.ts";
import type { PublicTrust } from "./core/entry-json.ts";

/** The standing of a version as the statement of the entries brings it. */
export type TrustRow = Pick<PublicTrust, "ruleSet" | "flag" | "score" | "risk" | "evaluatedAt"> & {
  level: Level;
  kind: ArtifactKind;
  evaluated: number;
  applicable: number;
  held: string[] | null;
  /** What time has taken since. */
  lapse: EntryLapse | null;
  previous: NonNullable<PublicTrust["previousRuleSet"]> | null;
};

/** More held tools than this are not told one by one: all of the server's count as held then. */
export const MOST_HELD_NAMES = 200;
const ALL_TOOLS = "*";

/** Null: nothing was evaluated yet, which is said by saying nothing. */
export function publicTrust(row: TrustRow | null, url?: string): PublicTrust | null {
  if (row === null) return null;
  const { ruleSet, kind, evaluatedAt, held, previous } = row;
  const { level, flag, score, risk, coverage } = row.lapse ?? {
    ...row,
    coverage: { evaluated: row.evaluated, applicable: row.applicable },
  };
  const { evaluated, applicable } = coverage;
  return {
    ruleSet,
    level,
    levelName: LEVEL_NAMES[level],
    adapted: kind !== "mcpb",
    flag,
    score,
    // Rounded down: only all is 100.
    coverage: applicable === 0 ? 0 : Math.floor((100 * evaluated) / applicable),
    risk,
    evaluatedAt,
    ...(held === null ? {} : { heldTools: held.length > MOST_HELD_NAMES ? [ALL_TOOLS] : held }),
    ...(previous === null ? {} : { previousRuleSet: previous }),
    ...(url === undefined ? {} : { reportUrl: url }),
  };
}

/** Where people read the reasons. */
export const reportUrl = ({ name, version }: { name: string; version: string }): string =>
  `${env.publicUrl}${serverPath(name, "trust")}?version=${encodeURIComponent(version)}`;
