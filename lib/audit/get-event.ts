import type { JsonObject } from "#lib/kernel/json.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { actorNames } from "./actor-names.ts";
import { leafOf } from "./leaf-of.ts";
import { openPersonal, type ClosedPart } from "./personal/open-personal.ts";
import { readableFacts } from "./personal/readable-facts.ts";
import { readEntry, type StoredEntry } from "./read-entry.ts";
import { AuditEventRef } from "./schemas.ts";
import { targetNames } from "./target-names.ts";

export type AuditRecordView = StoredEntry & {
  /** What people are called now; the log holds their ids. */
  actor: { name: string; email: string | null };
  target: { name: string | null; email: string | null };
  /** The token that was used. */
  credential: { name: string | null } | null;
  /** Both sides with personal facts and names of people, for those who may read them. */
  facts: { before: JsonObject | null; after: JsonObject | null };
  /** What of it is personal and kept apart, or why it is not read; `missing`: it was taken away. Null when nothing is. */
  personal: JsonObject | ClosedPart | "missing" | null;
  /** Its place in the tree; null while it has none. */
  leaf: number | null;
};

/** One record of the log; null for one that is not there. */
export const getAuditEvent = defineQuery({
  name: "getAuditEvent",
  permission: "audit.read",
  input: AuditEventRef,

  async run({ db, sql }, _ctx, { id }): Promise<AuditRecordView | null> {
    const entry = await readEntry(sql, id);
    if (!entry) return null;
    const row = { ...entry, before: parsed(entry.before), after: parsed(entry.after) };
    const [leaf, opened, factsOf, names] = await Promise.all([
      leafOf(sql, entry),
      openPersonal(sql, entry.commitment === null ? [] : [id]),
      readableFacts({ db, sql }, [row]),
      namesOf(db, entry),
    ]);
    const personal = opened.get(id) ?? (entry.commitment === null ? null : "missing");
    return {
      ...entry,
      ...names,
      facts: { before: factsOf(row, "before"), after: factsOf(row, "after") },
      personal: typeof personal === "string" ? personal : (personal as JsonObject | null),
      leaf,
    };
  },
});

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

async function namesOf(db: Readers["db"], entry: StoredEntry) {
  const people = [
    ...(entry.actorKind === "user" ? [entry.actorId] : []),
    ...(entry.targetKind === "person" ? [entry.targetId] : []),
  ].filter((id) => UUID.test(id));
  const [nameOf, targetOf, found, token] = await Promise.all([
    actorNames(db, [entry]),
    targetNames(db, [entry]),
    db.user.findMany({ where: { id: { in: people } }, select: { id: true, email: true } }),
    entry.credentialId !== null && UUID.test(entry.credentialId)
      ? db.accessToken.findUnique({ where: { id: entry.credentialId }, select: { name: true } })
      : null,
  ]);
  const emailOf = (id: string) => found.find((person) => person.id === id)?.email ?? null;
  return {
    actor: { name: nameOf(entry), email: emailOf(entry.actorId) },
    target: { name: targetOf(entry), email: emailOf(entry.targetId) },
    credential: entry.credentialId === null ? null : { name: token?.name ?? null },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
