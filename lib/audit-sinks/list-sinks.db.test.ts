import "#lib/testing/alone.ts";
import { beforeEach, expect, test } from "vitest";
import { getAuditFigures } from "#lib/audit/get-audit-figures.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { beginShipping, newSink, record, settle } from "#lib/testing/shipping.ts";
import { sinkState } from "./core/sink-words.ts";
import { listSinks } from "./list-sinks.ts";

beforeEach(async () => {
  await record(1);
  await beginShipping();
});

/** Records that the sequencer has given no place. */
const unplaced = (count: number, at: Date) =>
  writeRecords(
    Array.from({ length: count }, () => ({
      action: "server.describe",
      targetKind: "server",
      targetId: "unplaced",
      at,
    })),
  );
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

async function seen(id: string) {
  const view = (await listSinks(systemContext(), {})).find((one) => one.id === id);
  const { sinks } = await getAuditFigures(systemContext(), {});
  const figures = sinks.find(({ sink }) => sink === id);
  if (!view || !figures) throw new Error("The sink is not told of.");
  return { view, figures, state: sinkState(view, new Date()) };
}

const sink = () => newSink({ config: { kind: "file", folder: "lag" } });

test("records that have waited for a place in the tree are behind, as those that were not sent", async () => {
  const id = await sink();
  const since = ago(400);
  await unplaced(3, since);
  await unplaced(1, ago(2));
  const { view, figures, state } = await seen(id);
  expect(view).toMatchObject({ lag: 3, waitingSince: since });
  expect(state).toBe("behind");
  expect(figures.lagRecords).toBe(3);
  expect(figures.lagSeconds).toBeGreaterThanOrEqual(400);
  expect(figures.lagSeconds).toBeLessThan(500);
  await settle();
});

test("so they are while the tree is stopped by an alarm", async () => {
  const id = await sink();
  await unplaced(2, ago(100));
  await asOwner((client) => client.query(`UPDATE "AuditTree" SET "alarm" = 'A test stopped it.'`));
  await settle().catch(() => undefined);
  expect((await seen(id)).state).toBe("behind");
  await asOwner((client) => client.query(`UPDATE "AuditTree" SET "alarm" = NULL`));
  await settle();
  expect((await seen(id)).view.lag).toBe(2);
});

test("records that came just now are on their way, and a sink is up to date without them", async () => {
  const id = await sink();
  await unplaced(5, ago(5));
  const { view, figures, state } = await seen(id);
  expect(view).toMatchObject({ lag: 0, waitingSince: null });
  expect(state).toBe("current");
  expect(figures).toMatchObject({ lagRecords: 0, lagSeconds: 0, deadLetters: 0 });
  await settle();
});
