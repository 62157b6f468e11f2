import type { Db } from "#lib/db/client.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import type { DeskItem } from "../core/desk.ts";
import { daysAfter } from "../core/ownership.ts";
import { waiverLink } from "../core/request-links.ts";
import type { Reader } from "./owned-facts.ts";

/** Days before its end from which a waiver stands on the desk; a week before it is told too. */
const WAIVER_DAYS = 30;
const OPEN = ["submitted", "in_review", "changes_requested"] as const;

/** A step: waivers that end soon, of what the reader's teams offer; each control's longest one. */
export async function waiverItems(db: Db, reader: Reader, now: Date): Promise<DeskItem[]> {
  const servers = await db.server.findMany({
    where: {
      ownerTeamId: { in: [...reader.teamIds] },
      lifecycle: { in: ["approved", "deprecated"] },
    },
    select: {
      id: true,
      name: true,
      title: true,
      versions: { where: { isLatest: true }, select: { id: true } },
    },
  });
  const rows = await db.trustWaiver.findMany({
    where: {
      versionId: { in: servers.flatMap(({ versions }) => versions.map(({ id }) => id)) },
      end: null,
      expiresAt: { gt: now },
    },
    orderBy: { expiresAt: "desc" },
    distinct: ["versionId", "option", "control"],
    select: { serverId: true, version: true, option: true, control: true, expiresAt: true },
  });
  const ending = rows.filter(({ expiresAt }) => daysAfter(expiresAt, -WAIVER_DAYS) <= now);
  if (ending.length === 0) return [];
  const asked = await askedAgain(
    db,
    ending.map(({ serverId }) => serverId),
  );
  return ending.flatMap((waiver) => {
    const server = servers.find(({ id }) => id === waiver.serverId);
    const again = asked.find((one) => isSame(one, waiver));
    return server === undefined ? [] : [itemOf(server, waiver, again?.number ?? null)];
  });
}

type Ending = {
  serverId: string;
  version: string;
  option: string;
  control: string;
  expiresAt: Date;
};
type Named = { name: string; title: string | null };

function itemOf({ name, title }: Named, waiver: Ending, again: number | null): DeskItem {
  const { version, option, control, expiresAt } = waiver;
  const what = `${control} ${CONTROLS[control as ControlId].title}`;
  const about = { kind: "waiver", server: { name, title }, dueAt: expiresAt, since: null } as const;
  if (again !== null)
    return {
      ...about,
      text: `Another waiver of ${what} is being reviewed.`,
      link: { href: `/requests/${requestNumber(again)}`, label: requestNumber(again) },
    };
  return {
    ...about,
    text: `${what} of version ${version} fails again then. Fix what it found, or ask for another waiver.`,
    link: { href: waiverLink(name, { version, option, control }), label: "Ask again" },
  };
}

async function askedAgain(db: Db, serverIds: readonly string[]) {
  const rows = await db.request.findMany({
    where: {
      serverId: { in: [...serverIds] },
      kind: "trust_waiver",
      state: { in: [...OPEN] },
    },
    orderBy: { number: "desc" },
    select: {
      number: true,
      serverId: true,
      revisions: { orderBy: { revision: "desc" }, take: 1, select: { payload: true } },
    },
  });
  return rows.map(({ number, serverId, revisions: [newest] }) => ({
    ...{ number, serverId },
    payload: newest?.payload as Json | undefined,
  }));
}

type Asked = Awaited<ReturnType<typeof askedAgain>>[number];

const isSame = ({ serverId, payload }: Asked, waiver: Ending) =>
  serverId === waiver.serverId &&
  isJsonObject(payload) &&
  (["version", "option", "control"] as const).every((field) => payload[field] === waiver[field]);
