import { proxy } from "#lib/testing/behind-proxy.ts";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { pool, sql } from "#lib/db/client.ts";
import type { Fate } from "#lib/testing/database-proxy.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { expectWholeLog, storedOf } from "./log-state.ts";

afterAll(async () => {
  await pool.end();
  proxy.close();
});
beforeEach(async () => {
  proxy.rule(() => "pass");
  await closeWriters();
});
afterEach(() => proxy.rule(() => "pass"));

const make = (slug: string) => createTeam(systemContext(), { slug, name: "Fault" });
const newSlug = () => `fault-${randomUUID()}`;

/** How a chain stands when the command comes. */
const CHAINS: Readonly<Record<string, () => Promise<unknown>>> = {
  "not open yet": () => Promise.resolve(),
  "in use": () => make(newSlug()),
  "taken over by another process": async () => {
    await make(newSlug());
    await sql(
      {
        text: `UPDATE "AuditEpoch" SET "sealedAt" = clock_timestamp(), "sealedBy" = 'expired' WHERE "sealedAt" IS NULL`,
      },
      [],
    );
  },
};
const FATES: readonly Fate[] = ["cut-before", "cut-during", "cut-after"];
const CASES = Object.keys(CHAINS).flatMap((chain) => FATES.map((fate) => [fate, chain] as const));

test.each(CASES)(
  "%s at every step, chain %s: the change is there exactly when it is said, with its record",
  async (fate, chain) => {
    const texts: string[] = [];
    for (let step = 1; ; step += 1) {
      await CHAINS[chain]?.();
      const slug = newSlug();
      let broken: string | null = null;
      proxy.rule(({ text, nth }) => {
        if (nth !== step) return "pass";
        broken = text;
        return fate;
      });
      const said = await make(slug).then(
        () => "done",
        (error: unknown) => (error as { code?: string }).code,
      );
      proxy.rule(() => "pass");
      const there = said === "done" ? 1 : 0;
      expect([step, said, await storedOf(slug)]).toEqual([
        step,
        there === 1 ? "done" : "unavailable",
        { rows: there, records: there },
      ]);
      await expectWholeLog();
      // The next one needs no help.
      const next = newSlug();
      await make(next);
      expect(await storedOf(next)).toEqual({ rows: 1, records: 1 });
      if (broken === null) break;
      texts.push(broken);
    }
    await expectWholeLog();
    // From BEGIN to COMMIT, and the record in between: all of it was broken once.
    expect(texts.map((text) => /^\s*(\w+)/.exec(text)?.[1])).toEqual(
      expect.arrayContaining(["BEGIN", "INSERT", "COMMIT"]),
    );
  },
);
