/** What a decision will do, said before it is made; and what the votes so far come to. */
import { partOf, type Progress } from "./approvals.ts";
import { EFFECT_WORDS } from "./payload-words.ts";
import type { Duty } from "./separation.ts";
import { CAPACITIES, type Capacity, type DecisionKind, type RequestKind } from "./words.ts";

type Part = { have: number; need: number };

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven"];
const MISSING: Readonly<Record<Capacity, readonly [one: string, many: string]>> = {
  security: ["a reviewer of security", "reviewers of security"],
  owner_team: ["somebody of the owner team", "people of the owner team"],
  admin: ["an administrator", "administrators"],
  data_owner: ["somebody of the team that owns the data", "people of the team that owns the data"],
};

/** Where somebody who may approve in more than one capacity is missed; else their first one. */
export function capacityUsed({ capacities, approvesAs }: Duty, progress: Progress): Capacity {
  const open = approvesAs.length > 0 ? approvesAs : capacities;
  const missed = open.find((capacity) => isMissed(progress, capacity));
  return missed ?? open[0] ?? "security";
}

/** Whether somebody in this capacity is still waited for. */
export const isMissed = (progress: Progress, capacity: Capacity): boolean =>
  missing(partOf(progress, capacity)) > 0;

type Facts = { kind: RequestKind; capacity: Capacity; progress: Progress };

/** "Your approval is the second of two: it lists the server at once." */
export function nextWords(decision: DecisionKind, facts: Facts): string {
  if (decision === "reject")
    return "It ends the request: nothing of it takes effect, and its author is told your reason.";
  if (decision === "request_changes")
    return "It goes back to its author and the clocks stand still. A new revision voids the approvals so far.";
  return approvalWords(facts);
}

function approvalWords({ kind, capacity, progress }: Facts): string {
  const { need: total, have: had } = totalOf(progress);
  const counts = isMissed(progress, capacity);
  const after = missingWords(counted(progress, counts ? capacity : null));
  if (!counts)
    return `Your approval goes on record. The request still waits for ${after || "another decision"}.`;
  if (total === 1) return `Your approval is the only one needed: it ${EFFECT_WORDS[kind]} at once.`;
  const place = `Your approval is the ${ORDINALS[had] ?? `number ${had + 1}`} of ${countWord(total)}`;
  return after === ""
    ? `${place}: it ${EFFECT_WORDS[kind]} at once.`
    : `${place}. After it the request waits for ${after}.`;
}

/** "a reviewer of security and an administrator"; empty when nobody is missing. */
export function missingWords(progress: Progress): string {
  const words = CAPACITIES.flatMap((capacity) => {
    const count = missing(partOf(progress, capacity));
    const [one, many] = MISSING[capacity];
    if (count === 0) return [];
    return [
      count === 1
        ? capacity === "security" && partOf(progress, capacity).have > 0
          ? "another reviewer of security"
          : one
        : `${countWord(count)} ${many}`,
    ];
  });
  return [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" and ");
}

/** All capacities together; more than is needed counts as what is needed. */
export function totalOf(progress: Progress): Part {
  const parts = CAPACITIES.map((capacity) => partOf(progress, capacity));
  return {
    need: parts.reduce((sum, { need }) => sum + need, 0),
    have: parts.reduce((sum, { have, need }) => sum + Math.min(have, need), 0),
  };
}

/** The progress with one more approval in this capacity. */
function counted(progress: Progress, capacity: Capacity | null): Progress {
  const more = (part: Part, is: Capacity) =>
    is === capacity ? { ...part, have: part.have + 1 } : part;
  return {
    ...progress,
    security: more(progress.security, "security"),
    ownerTeam: more(progress.ownerTeam, "owner_team"),
    admin: more(progress.admin, "admin"),
    dataOwner: more(progress.dataOwner, "data_owner"),
  };
}

const missing = ({ have, need }: Part) => Math.max(0, need - have);
const countWord = (count: number) => COUNTS[count] ?? String(count);
