import { randomUUID } from "node:crypto";
import { KIND_FACTS } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { changeEntry } from "./change-entries.ts";
import { expiresAt, whoDecides } from "./core/four-eyes.ts";
import { KIND_WORDS } from "./core/kinds.ts";
import { changeLink } from "./core/paths.ts";
import { proposalOf } from "./lock-change.ts";
import { decidersOf, requireFreshPerson } from "./require-decider.ts";
import { ProposeAuditChangeInput, type ProposeAuditChange, type StoredChange } from "./schemas.ts";
import { sealSinkSecrets } from "./sealed-secrets.ts";
import { settlePayload } from "./settle-payload.ts";

/**
 * Proposes what takes two people: nothing changes until somebody else confirms it. Everyone who
 * could is told.
 */
export const proposeAuditChange = defineCommand({
  name: "proposeAuditChange",
  permission: "audit.configure",
  input: ProposeAuditChangeInput,

  async run(tx, ctx, asked) {
    const person = requireFreshPerson(ctx);
    const change = await settlePayload(tx, ctx, asked);
    const id = randomUUID();
    await tx.auditChange.create({
      data: {
        id,
        kind: change.kind,
        payload: change.payload,
        sealedSecret: sealedSecrets(asked, id),
        reason: asked.reason,
        proposedById: person.id,
        proposedAt: ctx.now,
      },
      select: { id: true },
    });
    const deciders = await tellDeciders(tx, ctx, { id, change, reason: asked.reason });
    return {
      result: {
        id,
        expiresAt: expiresAt(ctx.now),
        who: whoDecides(
          change.kind,
          deciders.map(({ name }) => name),
        ),
      },
      audit: [
        changeEntry("change.propose", { ...change, id }, { words: { reason: asked.reason } }),
      ],
    };
  },
});

function sealedSecrets(asked: ProposeAuditChange, id: string): string | null {
  if (asked.kind !== "sink.create" && asked.kind !== "sink.change") return null;
  const { secrets = {}, payload } = asked;
  const given = Object.values(secrets).some((value) => value !== undefined);
  if (asked.kind === "sink.create" && payload.config)
    for (const name of KIND_FACTS[payload.config.kind].required)
      if (secrets[name] === undefined)
        throw fieldError(`secrets.${name}`, "This kind of sink needs it.");
  return given ? sealSinkSecrets(secrets, id) : null;
}

type Told = { id: string; change: StoredChange; reason: string };

async function tellDeciders(tx: Tx, ctx: Context, { id, change, reason }: Told) {
  const { kind } = change;
  const row = {
    state: "open" as const,
    proposedById: ctx.actor.id,
    proposedAt: ctx.now,
    proposedBy: { roles: ["admin"], disabledAt: null },
  };
  const deciders = await decidersOf(tx, proposalOf(row, change));
  await writeEvent(tx, ctx, {
    topic: "log.change",
    subject: { kind: "change", id },
    title: `A change of the log waits for a second person: ${KIND_WORDS[kind].title.toLowerCase()}`,
    body: reason,
    link: changeLink(id),
    to: deciders.map((person) => person.id),
    data: { change: id, kind, step: "proposed" },
  });
  return deciders;
}
