/** Which tools a decision was for: what scans had seen of each way to install it. */
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";

/** By way to install it, such as `packages[0]`: the hash of the newest set that a scan saw of it. */
export type SeenSets = Readonly<Record<string, string>>;

/** As they are stored; nothing where no scan had seen any. */
export function seenSets(stored: unknown): SeenSets {
  if (!isJsonObject(stored)) return {};
  return Object.fromEntries(
    Object.entries(stored).flatMap(([option, hash]) =>
      typeof hash === "string" ? [[option, hash]] : [],
    ),
  );
}

/**
 * Whether scans see what they saw at a vote, and nothing beside it: of a way to install it that none had
 * seen by then the vote says nothing. While none has seen any it is for the document alone, so that a server
 * that stays silent can be decided on. The database holds the same rule (gatehouse_same_tools).
 */
export const isForTools = (voted: unknown, seen: unknown): boolean =>
  changedOptions(voted, seen).length === 0 && addedOptions(voted, seen).length === 0;

/** The ways to install it of which scans see another set now. */
export function changedOptions(before: unknown, seen: unknown): string[] {
  const now = seenSets(seen);
  return Object.entries(seenSets(before)).flatMap(([option, hash]) =>
    ownValue(now, option) === hash ? [] : [option],
  );
}

/** The ways to install it of which no scan had seen any. */
export function addedOptions(before: unknown, seen: unknown): string[] {
  const then = seenSets(before);
  return Object.keys(seenSets(seen)).filter((option) => !Object.hasOwn(then, option));
}

type Vote = { decision: string; toolsSeen: unknown };

/** An approval of other tools than those that scans see now counts no more; other words do. */
export const stillCounts = (vote: Vote, seen: unknown): boolean =>
  vote.decision !== "approve" || isForTools(vote.toolsSeen, seen);
