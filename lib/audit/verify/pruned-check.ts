import { createHash } from "node:crypto";
import { isJsonObject, parseJsonExact } from "#lib/kernel/json.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { readPruned, type PrunedEntry } from "../retention/pruned-entries.ts";
import type { Problem } from "./problem.ts";

export type Range = readonly [from: number, to: number];

/** What a `log.prune` record says: the leaves whose bodies were removed, both ends included. */
export type PruneFacts = { leaf: number; leaves: readonly Range[]; digest: string };

export function pruneFactsOf(leaf: number, after: string): PruneFacts {
  const facts = parseJsonExact(after);
  const { leaves, digest } = isJsonObject(facts) ? facts : {};
  const ranges = Array.isArray(leaves)
    ? leaves.map((range): Range => {
        const [from, to] = Array.isArray(range) ? range : [];
        return [Number(from), Number(to)];
      })
    : [];
  return { leaf, leaves: ranges, digest: typeof digest === "string" ? digest : "" };
}

/** Adds a leaf whose body is missing to the ranges of such leaves before it. */
export function addLeaf(ranges: Range[], { leaf }: PrunedEntry): void {
  const last = ranges.at(-1);
  if (last?.[1] === leaf - 1) ranges[ranges.length - 1] = [last[0], leaf];
  else ranges.push([leaf, leaf]);
}

/**
 * A body may be missing only when a later record says that retention removed it, and that record
 * carries the digest of all hashes that it left behind.
 */
export async function prunedProblems(
  sql: Sql,
  pruned: readonly Range[],
  said: readonly PruneFacts[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const facts of said)
    if ((await digestOf(sql, facts)) !== facts.digest)
      problems.push({
        leaf: facts.leaf,
        what: "it names records that retention removed, and others are missing than it names",
      });
  const covered = joined(said.flatMap(({ leaves }) => leaves));
  for (const [from, to] of pruned) {
    const cover = covered.find((range) => range[0] <= from && from <= range[1]);
    if (!cover || cover[1] < to)
      problems.push({
        leaf: cover ? cover[1] + 1 : from,
        what: "its body is missing, and no record says that retention removed it",
      });
  }
  return problems;
}

async function digestOf(sql: Sql, { leaves }: PruneFacts): Promise<string> {
  const digest = createHash("sha256");
  for (const [from, to] of leaves)
    for (const { hash } of await readPruned(sql, { from, to: to + 1 })) digest.update(hash);
  return digest.digest("hex");
}

function joined(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
