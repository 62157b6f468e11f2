import { expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { connected } from "#lib/db/connect.ts";
import { sqlOfClient } from "./client-sql.ts";

// The guard of all database tests ends the run where statements are sent at once.
test("statements of one connection that are asked at once are sent in turn, after a failure too", async () => {
  const answers = await connected(env.databaseUrl ?? "", (client) => {
    const sql = sqlOfClient(client);
    const texts = ["SELECT 1 AS n", "SELECT 1 / 0", "SELECT 3 AS n", "SELECT 4 AS n"];
    return Promise.allSettled(texts.map((text) => sql<{ n: number }>({ text }, [])));
  });
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : one.status))).toEqual([
    [{ n: 1 }],
    "rejected",
    [{ n: 3 }],
    [{ n: 4 }],
  ]);
});
