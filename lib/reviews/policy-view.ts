import type { Db } from "#lib/db/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { can } from "#lib/kernel/permissions.ts";
import { allowedPolicyActions, type PolicyAction, type PolicyState } from "./core/four-eyes.ts";
import {
  CLASSES,
  comparePolicies,
  type DataOwners,
  type PolicyChange,
  type PolicyRules,
} from "./core/policy.ts";
import type { DataClassification } from "#lib/catalog/core/words.ts";
import type { PolicyTeam } from "./policy-steps.ts";
import { PolicyRulesSchema } from "./schemas.ts";

export type PolicyView = {
  version: number;
  state: PolicyState;
  rules: PolicyRules;
  /** The teams that own the data; null: nobody was named, or the team is gone. */
  dataOwners: Record<DataClassification, PolicyTeam | null>;
  /** Why it was written. */
  note: string;
  /** Names; null: what Gatehouse begins with, or an account that is gone. */
  author: string | null;
  publisher: string | null;
  createdAt: Date;
  publishedAt: Date | null;
  /** Against the version that was in force before it, whose number is `against`. */
  changes: PolicyChange[];
  against: number | null;
  /** Exactly what this person may do with it. */
  allowed: PolicyAction[];
  /** The reader wrote it: the reason why they cannot publish it. */
  own: boolean;
};

export const POLICY_ROW = {
  version: true,
  state: true,
  rules: true,
  note: true,
  authorId: true,
  publisherId: true,
  createdAt: true,
  publishedAt: true,
} as const;

export type PolicyRow = {
  version: number;
  state: PolicyState;
  rules: unknown;
  note: string;
  authorId: string | null;
  publisherId: string | null;
  createdAt: Date;
  publishedAt: Date | null;
};

type Before = { version: number; rules: unknown } | null;

type Known = {
  names: ReadonlyMap<string, string>;
  teams: ReadonlyMap<string, PolicyTeam>;
  actor: Actor;
};

/** `before`: the newest version below it that was ever in force. */
export function policyView(
  row: PolicyRow,
  before: Before,
  { names, teams, actor }: Known,
): PolicyView {
  const rules = PolicyRulesSchema.parse(row.rules);
  return {
    version: row.version,
    state: row.state,
    rules,
    dataOwners: teamsOf(rules.dataOwners, teams),
    note: row.note,
    author: nameIn(names, row.authorId),
    publisher: nameIn(names, row.publisherId),
    createdAt: row.createdAt,
    publishedAt: row.publishedAt,
    changes: before ? comparePolicies(PolicyRulesSchema.parse(before.rules), rules, teams) : [],
    against: before?.version ?? null,
    ...standing(row, actor),
  };
}

function teamsOf(owners: DataOwners, teams: ReadonlyMap<string, PolicyTeam>) {
  const named = CLASSES.map((data) => [data, teams.get(owners[data] ?? "") ?? null]);
  return Object.fromEntries(named) as PolicyView["dataOwners"];
}

function standing(row: PolicyRow, actor: Actor): Pick<PolicyView, "allowed" | "own"> {
  const me = actor.kind === "user" ? actor.id : null;
  return {
    allowed: can(actor, "policy.manage") ? allowedPolicyActions(row, me) : [],
    own: me !== null && me === row.authorId,
  };
}

const nameIn = (names: ReadonlyMap<string, string>, id: string | null) =>
  id === null ? null : (names.get(id) ?? null);

/** A step: names of who wrote and who published. */
export async function namesOf(
  db: Db,
  rows: readonly { authorId: string | null; publisherId: string | null }[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap((row) => [row.authorId, row.publisherId]).filter((id) => id !== null);
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(people.map((person) => [person.id, person.name]));
}
