import type { Db } from "#lib/db/client.ts";

type Target = { targetKind: string; targetId: string };
type Named = { id: string; name: string };
type Look = (db: Db, ids: string[]) => Promise<Named[]>;

const byName = { id: true, name: true } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What has a name outside the log. Its own names of then stand in the records themselves. */
const LOOK_UP: Readonly<Record<string, Look>> = {
  server: (db, ids) => db.server.findMany({ where: { id: { in: ids } }, select: byName }),
  person: (db, ids) => db.user.findMany({ where: { id: { in: ids } }, select: byName }),
  team: (db, ids) => db.team.findMany({ where: { id: { in: ids } }, select: byName }),
  token: (db, ids) => db.accessToken.findMany({ where: { id: { in: ids } }, select: byName }),
  audience: (db, ids) => db.audience.findMany({ where: { id: { in: ids } }, select: byName }),
  mirror: (db, ids) => db.mirrorSource.findMany({ where: { id: { in: ids } }, select: byName }),
  sink: (db, ids) => db.auditSink.findMany({ where: { id: { in: ids } }, select: byName }),
  request: async (db, ids) => {
    const rows = await db.request.findMany({
      where: { id: { in: ids } },
      select: { id: true, number: true },
    });
    return rows.map(({ id, number }) => ({ id, name: `R-${number}` }));
  },
};

/** What the things are called now that some records are about. */
export async function targetNames(
  db: Db,
  records: readonly Target[],
): Promise<(record: Target) => string | null> {
  const kinds = [...new Set(records.map(({ targetKind }) => targetKind))];
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const look = Object.hasOwn(LOOK_UP, kind) ? LOOK_UP[kind] : undefined;
      const ids = records
        .filter(({ targetKind, targetId }) => targetKind === kind && UUID.test(targetId))
        .map(({ targetId }) => targetId);
      if (look === undefined || ids.length === 0) return [];
      const rows = await look(db, [...new Set(ids)]);
      return rows.map(({ id, name }) => [`${kind} ${id}`, name] as const);
    }),
  );
  const names = new Map(found.flat());
  return ({ targetKind, targetId }) => names.get(`${targetKind} ${targetId}`) ?? null;
}
