import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { db, type Tx } from "#lib/db/client.ts";
import { createUser } from "#lib/testing/factories.ts";
import { lockAdmins, refuseLastAdmin } from "./person-steps.ts";

const newAdmin = () => createUser({ roles: ["engineer", "admin"] });

/** Work that is undone at the end: being the last administrator is about the whole table. */
async function undone<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const rollback = new Error("undo");
  const kept: Result[] = [];
  await db
    .$transaction(async (tx) => {
      kept.push(await work(tx));
      throw rollback;
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
  const [result] = kept;
  if (result === undefined) throw new Error("The work gave nothing.");
  return result;
}

test("the last enabled administrator can be neither demoted nor disabled", async () => {
  const last = await newAdmin();
  const admins = await undone(async (tx) => {
    await tx.$executeRaw`LOCK TABLE "User" IN SHARE ROW EXCLUSIVE MODE`;
    await tx.user.updateMany({
      where: { roles: { has: "admin" }, id: { not: last.id } },
      data: { disabledAt: new Date() },
    });
    return lockAdmins(tx);
  });
  expect(admins).toEqual([last.id]);
  expect(() => refuseLastAdmin(admins, last.id, "demoted")).toThrow("last enabled administrator");
});

test("one administrator of several can go, and so can somebody who is none", () => {
  expect(() => refuseLastAdmin(["a", "b"], "a", "demoted")).not.toThrow();
  expect(() => refuseLastAdmin(["a"], "b", "disabled")).not.toThrow();
});

test("of two administrators who demote each other at once, the second sees what the first did", async () => {
  const [first, second] = [await newAdmin(), await newAdmin()];
  const { waiting } = await db.$transaction(async (tx) => {
    await lockAdmins(tx);
    const waiting = db.$transaction((other) => lockAdmins(other));
    for (let locked = false; !locked; await sleep(10)) {
      const [row] = await db.$queryRaw<{ n: bigint }[]>`
        SELECT count(*) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      locked = Number(row?.n ?? 0) > 0;
    }
    await tx.user.update({ where: { id: second.id }, data: { roles: ["engineer"] } });
    return { waiting };
  });
  const seen = await waiting;
  expect(seen).toContain(first.id);
  expect(seen).not.toContain(second.id);
});
