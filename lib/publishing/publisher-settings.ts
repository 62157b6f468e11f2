import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { z } from "zod";
import { claimsProblem, issuerProblem } from "./core/issuer-rules.ts";
import type { RequiredClaims } from "./core/match-claims.ts";

type Settings = { issuer: string; claims: RequiredClaims; allowedHosts: readonly string[] };

const StoredClaims = z.record(z.string(), z.string());

/** Claims as the row keeps them. A row that does not parse is our own bad data. */
export const storedClaims = (claims: Prisma.JsonValue): RequiredClaims =>
  StoredClaims.parse(claims);

/** @throws AppError naming the field that would let in the wrong tokens. */
export function requireSound({ issuer, claims, allowedHosts }: Settings): void {
  const issuerWrong = issuerProblem(issuer, allowedHosts);
  if (issuerWrong !== null) throw fieldError("issuer", issuerWrong);
  const claimsWrong = claimsProblem(issuer, claims);
  if (claimsWrong !== null) throw fieldError("claims", claimsWrong);
}

/** A step: the id of the person in whose name a publisher asks: active, and in a team. */
export async function publisherPerson(tx: Tx, email: string): Promise<string> {
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, disabledAt: true, _count: { select: { memberships: true } } },
  });
  if (!person) throw fieldError("person", `Nobody here has the address ${email}.`);
  const problem = personProblem({
    disabled: person.disabledAt !== null,
    teams: person._count.memberships,
  });
  if (problem !== null) throw fieldError("person", problem);
  return person.id;
}

/** Why nothing can be published in somebody's name; null when it can. */
export function personProblem(person: { disabled: boolean; teams: number }): string | null {
  if (person.disabled) return "This account is disabled.";
  return person.teams === 0
    ? "This person is in no team: add them to the team that publishes."
    : null;
}

export const SETTINGS = {
  name: true,
  issuer: true,
  audience: true,
  claims: true,
  names: true,
  userId: true,
  allowedHosts: true,
  enabled: true,
} as const;

type Row = Prisma.TrustedPublisherGetPayload<{ select: typeof SETTINGS }>;

/** What the log keeps of a publisher. */
export const settingFacts = (row: Row): AuditFacts => ({
  name: row.name,
  issuer: row.issuer,
  audience: row.audience,
  claims: { ...storedClaims(row.claims) },
  names: row.names,
  person: row.userId,
  allowed_hosts: row.allowedHosts,
  enabled: row.enabled,
});
