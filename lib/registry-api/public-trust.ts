import { serverPath } from "#lib/catalog/core/paths.ts";
import { env } from "#lib/config/env.ts";
import { LEVEL_NAMES, type ArtifactKind, type Level } from "#lib/trust/core/words.ts";
import type { PublicTrust } from "./core/entry-json.ts";

/** The standing of a version as the statement of the entries brings it. */
export type TrustRow = Pick<PublicTrust, "ruleSet" | "flag" | "score" | "risk" | "evaluatedAt"> & {
  level: Level;
  kind: ArtifactKind;
  evaluated: number;
  applicable: number;
};

/** Null: nothing was evaluated yet, which is said by saying nothing. */
export function publicTrust(row: TrustRow | null, url?: string): PublicTrust | null {
  if (row === null) return null;
  const { ruleSet, level, kind, flag, score, risk, evaluatedAt, evaluated, applicable } = row;
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
    ...(url === undefined ? {} : { reportUrl: url }),
  };
}

/** Where people read the reasons. */
export const reportUrl = ({ name, version }: { name: string; version: string }): string =>
  `${env.publicUrl}${serverPath(name, "trust")}?version=${encodeURIComponent(version)}`;
