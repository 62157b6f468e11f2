import type { Db } from "#lib/db/client.ts";
import type { ApprovedTools } from "../core/facts.ts";
import type { ArtifactKind } from "../core/words.ts";
import { readToolSet } from "./read-tool-set.ts";

/** One way to install a version: what stood there before under this place is another one. */
export type ToolPlace = { versionId: string; option: string; kind: ArtifactKind; name: string };

const PIN = {
  position: true,
  setHash: true,
  pinnedAt: true,
  cause: true,
  byId: true,
  reason: true,
  set: { select: { setHash: true, definitions: true } },
} as const;

/** A step: the pin that counts now; null: nothing was approved yet. */
export const currentPin = (db: Db, { versionId, option, kind, name }: ToolPlace) =>
  db.trustToolPin.findFirst({
    where: { versionId, option, kind, name },
    orderBy: { position: "desc" },
    select: PIN,
  });

export type Pin = NonNullable<Awaited<ReturnType<typeof currentPin>>>;

/** What a pin approves, for the rules. */
export function approvedBy(pin: Pin | null): ApprovedTools {
  if (pin === null) return { state: "none" };
  const tools = readToolSet(pin.set);
  if (tools === null) return { state: "unreadable" };
  const { setHash, cause } = pin;
  return { state: "pinned", setHash, tools, ...(cause === "unseen" && { isUnseen: true }) };
}

/** A step: the newest set that was seen on the server itself; null: nobody has seen one. */
export const newestSnapshot = (db: Db, { versionId, option, kind, name }: ToolPlace) =>
  db.trustToolSnapshot.findFirst({
    where: { versionId, option, kind, name, seen: { not: "declared" } },
    orderBy: { capturedAt: "desc" },
    select: {
      seen: true,
      setHash: true,
      capturedAt: true,
      set: { select: { setHash: true, definitions: true } },
    },
  });
