import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, peopleWithRole } from "#lib/notifications/audience.ts";
import type { Topic } from "#lib/notifications/core/topics.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { ORPHAN_WORDS, type OwnershipStep } from "./core/ownership.ts";
import { REMINDED, type OwnershipRow } from "./ownership-facts.ts";

type Word = {
  topic: Topic;
  title: string;
  body: string;
  to: readonly (string | null | undefined)[];
};
type Deed = {
  data: Prisma.ServerUncheckedUpdateInput;
  action: AuditEntry["action"];
  before: AuditFacts | null;
  after: AuditFacts | null;
  word: Word | null;
};

/** A step: carries out one thing that `decideOwnership` found to do, tells people and records it. */
export async function takeOwnershipStep(
  tx: Tx,
  ctx: Context,
  { row, step }: { row: OwnershipRow; step: OwnershipStep },
): Promise<AuditEntry> {
  const deed = await deedOf(tx, ctx, { row, step });
  if (Object.keys(deed.data).length > 0)
    await tx.server.update({
      where: { id: row.id },
      data: { ...deed.data, updatedAt: ctx.now },
      select: { id: true },
    });
  if (deed.word !== null)
    await writeEvent(tx, ctx, {
      ...deed.word,
      subject: { kind: "server", id: row.id },
      link: serverPath(row.name, "operate"),
      data: { server: row.name, step: step.kind },
    });
  const { action, before, after } = deed;
  return { action, targetKind: "server", targetId: row.id, before, after };
}

type Step<Kind extends OwnershipStep["kind"]> = Extract<OwnershipStep, { kind: Kind }>;
type PeopleStep = Step<"deputy_takes_over" | "name_somebody" | "deputy_left">;
type About<Of extends OwnershipStep> = { row: OwnershipRow; step: Of };

const PEOPLE_STEPS: ReadonlySet<string> = new Set([
  "deputy_takes_over",
  "name_somebody",
  "deputy_left",
] satisfies PeopleStep["kind"][]);
const isAboutPeople = (step: OwnershipStep): step is PeopleStep => PEOPLE_STEPS.has(step.kind);

async function deedOf(tx: Tx, ctx: Context, { row, step }: About<OwnershipStep>): Promise<Deed> {
  if (isAboutPeople(step)) return peopleDeed(tx, { row, step });
  switch (step.kind) {
    case "start_attestation":
      return {
        data: { attestationDueAt: step.dueAt },
        action: "server.start_attestation",
        before: { due: null },
        after: { due: step.dueAt.toISOString() },
        word: null,
      };
    case "remind":
      return remindDeed(tx, { row, step });
    case "orphan":
      return orphanDeed(tx, ctx, { row, step });
    case "owned_again":
      return ownedAgainDeed(row);
  }
}

async function peopleDeed(tx: Tx, { row, step }: About<PeopleStep>): Promise<Deed> {
  const label = row.title ?? row.name;
  const team = () => membersOf(tx, [row.ownerTeamId]);
  const responsible = row.responsible?.id ?? null;
  const deputy = row.deputy?.id ?? null;
  switch (step.kind) {
    case "deputy_takes_over":
      return {
        data: { responsibleId: step.to, deputyId: null },
        action: "server.set_people",
        before: { responsible, deputy },
        after: { responsible: deputy, deputy: null, why: "the responsible person left" },
        word: {
          topic: "ownership.orphaned",
          title: `You answer for ${label} now`,
          body: "The person who answered for it left. Name a deputy, who is next in line.",
          to: [step.to],
        },
      };
    case "name_somebody":
      return {
        data: { responsibleId: null },
        action: "server.set_people",
        before: { responsible },
        after: { responsible: null, why: "the responsible person left" },
        word: {
          topic: "ownership.orphaned",
          title: `Name somebody who answers for ${label}`,
          body: "The person who answered for it left, and there is no deputy.",
          to: await team(),
        },
      };
    case "deputy_left":
      return {
        data: { deputyId: null },
        action: "server.set_people",
        before: { deputy },
        after: { deputy: null, why: "the deputy left" },
        word: {
          topic: "ownership.orphaned",
          title: `${label} needs another deputy`,
          body: "Its deputy left.",
          to: row.responsible === null ? await team() : [row.responsible.id],
        },
      };
  }
}

async function orphanDeed(
  tx: Tx,
  ctx: Context,
  { row, step }: About<Step<"orphan">>,
): Promise<Deed> {
  return {
    data: { unownedSince: ctx.now, freezesAt: step.freezesAt },
    action: "server.orphan",
    before: { unowned: null },
    after: {
      unowned: ctx.now.toISOString(),
      freezes: step.freezesAt.toISOString(),
      reason: step.reason,
    },
    word: {
      topic: "ownership.orphaned",
      title: `Nobody answers for ${row.title ?? row.name}`,
      body: `${ORPHAN_WORDS[step.reason]} It takes no new requests from ${day(step.freezesAt)} on.`,
      to: [
        ...(await peopleWithRole(tx, "admin")),
        ...(await peopleWithRole(tx, "security")),
        ...(await membersOf(tx, [row.ownerTeamId])),
      ],
    },
  };
}

const ownedAgainDeed = (row: OwnershipRow): Deed => ({
  data: { unownedSince: null, freezesAt: null },
  action: "server.regain_owner",
  before: {
    unowned: row.unownedSince?.toISOString() ?? null,
    freezes: row.freezesAt?.toISOString() ?? null,
  },
  after: { unowned: null, team: row.ownerTeam?.slug ?? null },
  word: null,
});

async function remindDeed(tx: Tx, { row, step }: About<Step<"remind">>): Promise<Deed> {
  const { stage, dueAt } = step;
  const people = [row.responsible?.id, row.deputy?.id].filter((id) => id !== undefined);
  const label = row.title ?? row.name;
  return {
    data: {},
    action: REMINDED,
    before: null,
    after: { due: dueAt.toISOString(), stage },
    word: {
      topic: "ownership.attest",
      title:
        stage === "due"
          ? `Confirm today that you look after ${label}`
          : `Confirm by ${day(dueAt)} that you look after ${label}`,
      body: "Every quarter the owner team confirms it. Two weeks after the date, a server counts as unowned.",
      to: people.length > 0 ? people : await membersOf(tx, [row.ownerTeamId]),
    },
  };
}

const day = (at: Date) => at.toISOString().slice(0, 10);
