import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { evaluate, type Past } from "../core/evaluate.ts";
import type { ControlResult } from "../core/result.ts";
import { pastWith, unwaived, withWaivers } from "../core/waivers.ts";
import type { Level } from "../core/words.ts";
import { keptResults } from "../evaluation-rows.ts";
import type { Found } from "../find-past.ts";
import type { LockedVersion } from "../lock-version.ts";
import type { Scanned } from "../scanned.ts";
import { waiversInForce } from "./waiver-rows.ts";
import { voidWaiver } from "./void-waiver.ts";

type AboutToBe = {
  version: LockedVersion;
  option: string;
  artifact: Scanned["artifact"];
  /** RFC 3339, UTC. */
  at: string;
  results: readonly ControlResult[];
  found: Found;
};

type Applied = {
  results: ControlResult[];
  /** What is remembered, without waivers that have ended. */
  past: Past;
  /** The floor without what is waived; not set where nothing is. */
  unwaived: { unwaived?: Level };
  audit: AuditEntry[];
};

/**
 * A step: what is about to be concluded, with the waivers that are in force. A waiver of something
 * that has become one that nobody may waive is void from here on. The server must be locked.
 */
export async function applyWaivers(tx: Tx, ctx: Context, aboutToBe: AboutToBe): Promise<Applied> {
  const { version, option, artifact, found, at } = aboutToBe;
  const { kind, name } = artifact;
  const place = { versionId: version.id, option, kind, name };
  const later = new Date(Math.max(ctx.now.getTime(), Date.parse(at)));
  const waivers = await waiversInForce(tx, place, later);
  const kept = keptResults(aboutToBe.results);
  const { results, voided } = withWaivers(kept, waivers, found.digest);
  const audit: AuditEntry[] = [];
  for (const one of voided) audit.push(await voidWaiver(tx, ctx, { ...one, version }));
  const isVoid = new Set(voided.map(({ id }) => id));
  const inForce = waivers.map(({ id }) => id).filter((id) => !isVoid.has(id));
  const past = pastWith(found.past, new Set(inForce));
  if (!results.some(({ status }) => status === "waived"))
    return { results, past, unwaived: {}, audit };
  const { floor } = evaluate({ kind, subject: "entry", at, results: results.map(unwaived), past });
  return { results, past, unwaived: { unwaived: floor }, audit };
}
