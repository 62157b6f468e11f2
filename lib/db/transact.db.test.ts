import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { db, transact } from "./client.ts";
import { sqlOf } from "./transaction-sql.ts";

const INSERT = `INSERT INTO "Team" ("id", "slug", "name") VALUES ($1::uuid, $2, $2)`;
const team = () => ({ id: randomUUID(), slug: `team-${randomUUID().slice(0, 8)}` });

test("plain SQL and Prisma see the same transaction", async () => {
  const { id, slug } = team();
  const found = await transact(async (tx) => {
    await sqlOf(tx)({ text: INSERT }, [id, slug]);
    return tx.team.findUnique({ where: { id }, select: { slug: true } });
  });
  expect(found).toEqual({ slug });
  expect(await db.team.count({ where: { id } })).toBe(1);
});

test("what plain SQL wrote goes when the transaction fails, and a failed statement ends it", async () => {
  const { id, slug } = team();
  await expect(
    transact(async (tx) => {
      await sqlOf(tx)({ text: INSERT }, [id, slug]);
      throw new Error("made to fail");
    }),
  ).rejects.toThrow("made to fail");
  await expect(
    transact(async (tx) => {
      await tx.team.create({ data: { id, slug, name: slug } });
      await sqlOf(tx)({ text: INSERT }, [id, slug]);
    }),
  ).rejects.toMatchObject({ code: "23505" });
  expect(await db.team.count({ where: { id } })).toBe(0);
});

test("transactions side by side keep their connections apart, and none outlives its own", async () => {
  const pid = `SELECT pg_backend_pid() AS "pid", $1::int AS "n"`;
  const seen = await Promise.all(
    [1, 2, 3].map((n) =>
      transact(async (tx) => {
        const [plain] = await sqlOf(tx)<{ pid: number }>({ text: pid }, [n]);
        const [prisma] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS "pid"`;
        return { tx, plain: plain?.pid, prisma: prisma?.pid };
      }),
    ),
  );
  for (const { plain, prisma } of seen) expect(plain).toBe(prisma);
  expect(new Set(seen.map(({ plain }) => plain)).size).toBe(3);
  for (const { tx } of seen)
    await expect(sqlOf(tx)({ text: pid }, [0])).rejects.toThrow("has ended");
});

test("a transaction that took too long writes nothing more, also not in plain SQL", async () => {
  const [one, other] = [team(), team()];
  let late: unknown = null;
  await expect(
    transact(async (tx) => {
      await sqlOf(tx)({ text: INSERT }, [one.id, one.slug]);
      await sleep(400);
      late = await sqlOf(tx)({ text: INSERT }, [other.id, other.slug]).catch(
        (error: unknown) => error,
      );
    }, 100),
  ).rejects.toThrow();
  expect(String(late)).toContain("has ended");
  expect(await db.team.count({ where: { id: { in: [one.id, other.id] } } })).toBe(0);
});

/** pg warns once per process, so a process of its own. */
const AT_ONCE = `
  const { pool, transact } = await import("#lib/db/client.ts");
  const { sqlOf } = await import("#lib/db/transaction-sql.ts");
  await transact(async (tx) => {
    const answers = await Promise.allSettled([
      ...[1, 2, 3].map((n) => sqlOf(tx)({ text: 'SELECT $1::int AS "n"' }, [n])),
      tx.server.findMany({ take: 1, include: { versions: true, visibleTo: true, watches: true, trust: true } }),
      tx.team.count(),
    ]);
    if (answers.some(({ status }) => status === "rejected")) throw answers;
    console.log(JSON.stringify(answers.slice(0, 3).map(({ value }) => value[0].n)));
  });
  const client = await pool.connect();
  const some = await Promise.allSettled(
    ["SELECT 1", "SELECT 1 / 0", "SELECT 2", "SELECT 3"].map((text) => client.query(text)),
  );
  console.log(some.map(({ status }) => status).join(" "));
  process.exit(0);
`;

test("statements that come at once are sent one after the other, in their order", async () => {
  const argv = ["--throw-deprecation", "--input-type=module", "-e", AT_ONCE];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  expect(stdout.trim().split("\n")).toEqual(["[1,2,3]", "fulfilled rejected fulfilled fulfilled"]);
});
