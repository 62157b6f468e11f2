import type { AuditEntry } from "#lib/audit/core/entry.ts";
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
 */
export const syncPerson = defineCommand({
  name: "syncPerson",
  permission: "identity.resolve",
  input: SyncPersonInput,

  async run(tx, ctx, { email, name, issuer, subject, roles }) {
    const known = await findPerson(tx, { email, issuer, subject });
    if (known?.disabledAt)
      throw new AppError("forbidden", "This account is disabled. Ask an administrator.");

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

async function findPerson(tx: Tx, who: { email: string; issuer: string; subject: string }) {
  const bySubject = await tx.user.findUnique({
    where: { issuer_subject: { issuer: who.issuer, subject: who.subject } },
    select: PERSON,
  });
  if (bySubject) return bySubject;
  const byEmail = await tx.user.findUnique({
    where: { email: who.email },
    select: { ...PERSON, subject: true, demo: true },
  });
  if (!byEmail) return null;
  if (byEmail.subject !== null || byEmail.demo)
    throw new AppError(
      "conflict",
      "Another account already has this e-mail address. Ask an administrator.",
    );
  return byEmail;
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
