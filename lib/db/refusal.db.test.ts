import { expect, test } from "vitest";
import { db, transact } from "#lib/db/client.ts";
import { createServer } from "#lib/testing/factories.ts";
import { databaseRefusal } from "./refusal.ts";

test("of two transactions that wait for each other, the one that is ended is told to try again", async () => {
  const [one, other] = [await createServer(), await createServer()];
  const lock = (tx: Parameters<Parameters<typeof transact>[0]>[0], id: string) =>
    tx.$queryRaw`SELECT 1 FROM "Server" WHERE "id" = ${id}::uuid FOR UPDATE`;
  let bothHold = 0;
  const cross = (first: string, second: string) =>
    transact(async (tx) => {
      await lock(tx, first);
      bothHold += 1;
      await expect.poll(() => bothHold).toBe(2);
      await lock(tx, second);
    });
  const outcomes = await Promise.allSettled([cross(one.id, other.id), cross(other.id, one.id)]);
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [databaseRefusal(outcome.reason)] : [],
  );
  expect(refused).toEqual([
    expect.objectContaining({
      code: "conflict",
      message: expect.stringContaining("try again") as string,
    }),
  ]);
  expect(await db.server.count({ where: { id: { in: [one.id, other.id] } } })).toBe(2);
});
