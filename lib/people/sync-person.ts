import type { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { SignInRefusal } from "#lib/auth/core/sign-in-refusal.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Role } from "#lib/kernel/actor.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { grantRoles } from "./person-steps.ts";
import { SyncPersonInput } from "./schemas.ts";

const PERSON = { id: true, email: true, name: true, roles: true, disabledAt: true } as const;

/**
 * Finds or makes the person behind an OpenID sign-in. `iss` + `sub` decide who it is; an
 * e-mail address links an account only once, so nobody takes over another's by changing theirs.
 * @throws AppError `forbidden`, with why and, where there is an account, whose: without a verified
 * address, for a disabled account, and for an address of somebody else's.
 */
export const syncPerson = defineCommand({
  name: "syncPerson",
  permission: "identity.resolve",
  input: SyncPersonInput,

  async run(tx, ctx, input) {
    const { name, issuer, subject, roles } = input;
    const { email, known } = await findPerson(tx, input);

    const wanted: Role[] = roles ? [...new Set<Role>(["engineer", ...roles])] : [];
    if (!known) {
      const person = await tx.user.create({
        data: { email, name, issuer, subject, roles: roles ? wanted : ["engineer"] },
        select: PERSON,
      });
      return { result: person, audit: [entry("person.create", null, person)] };
    }
    const changed = known.name !== name || (roles !== null && !sameRoles(known.roles, wanted));
    const added = wanted.filter((role) => !known.roles.includes(role));
    await grantRoles(tx, known.id, { roles: added, by: null, source: "oidc", at: ctx.now });
    const person = await tx.user.update({
      where: { id: known.id },
      data: { name, issuer, subject, ...(roles ? { roles: wanted } : {}) },
      select: PERSON,
    });
    return {
      result: person,
      audit: changed ? [entry("person.sync", known, person)] : [],
    };
  },
});

async function findPerson(tx: Tx, who: z.output<typeof SyncPersonInput>) {
  const { email, emailVerified, issuer, subject } = who;
  const bySubject = await tx.user.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: PERSON,
  });
  if (email === null) throw refused("no_email", bySubject);
  if (!emailVerified) throw refused("email_unverified", bySubject);
  const known = bySubject ?? (await findByEmail(tx, email));
  if (known?.disabledAt) throw refused("account_disabled", known);
  return { email, known };
}

/** An account that waits for its first sign-in. */
async function findByEmail(tx: Tx, email: string) {
  const byEmail = await tx.user.findUnique({
    where: { email },
    select: { ...PERSON, subject: true, demo: true },
  });
  if (!byEmail) return null;
  if (byEmail.subject !== null || byEmail.demo) throw refused("email_of_another", byEmail);
  return byEmail;
}

const WORDS = {
  no_email: "The provider did not send an e-mail address.",
  email_unverified: "The provider has not verified the e-mail address.",
  account_disabled: "This account is disabled. Ask an administrator.",
  email_of_another: "Another account already has this e-mail address. Ask an administrator.",
} as const satisfies Partial<Record<SignInRefusal, string>>;

function refused(reason: keyof typeof WORDS, account: { id: string } | null): AppError {
  const about = account && ({ kind: "person", id: account.id } as const);
  return new AppError("forbidden", WORDS[reason], { about, reason });
}

const sameRoles = (a: readonly Role[], b: readonly Role[]) =>
  [...a].sort().join() === [...b].sort().join();

type Known = { id: string; email: string; name: string; roles: Role[] };

function entry(
  action: "person.create" | "person.sync",
  before: Known | null,
  after: Known,
): AuditEntry {
  const named = ({ email, name }: Known) => ({ email, name });
  return {
    action,
    targetKind: "person",
    targetId: after.id,
    before: before ? { roles: before.roles } : null,
    after: { roles: after.roles },
    personal: {
      subject: after.id,
      facts: { ...(before ? { before: named(before) } : {}), after: named(after) },
    },
  };
}
