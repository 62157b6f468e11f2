import "#lib/testing/alone.ts";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { arrived, beginShipping, receiving, record, webhookTo } from "#lib/testing/shipping.ts";
import { startShipping } from "./start-shipping.ts";

/** The state of this sink can be read and not written. */
const unwritable = (sinkId: string) =>
  asOwner(async (client) => {
    await client.query(
      `CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more room'; END $$`,
    );
    await client.query(
      `CREATE TRIGGER "test_refuse" BEFORE UPDATE ON "AuditSink" FOR EACH ROW WHEN (OLD."id" = '${sinkId}') EXECUTE FUNCTION test_refuse()`,
    );
  });

test("a sink whose failure cannot be noted ends neither the process nor the other sinks", async () => {
  await beginShipping();
  await receiving((broken) =>
    receiving(async (working) => {
      const unnoted: unknown[] = [];
      const note = (reason: unknown) => unnoted.push(reason);
      process.on("unhandledRejection", note);
      const id = await webhookTo(broken);
      await webhookTo(working);
      await unwritable(id);
      const first = await record(2);
      const shipping = startShipping();
      const here = (ids: readonly string[]) => arrived(working).filter((one) => ids.includes(one));
      await expect.poll(() => here(first), { timeout: 10_000 }).toEqual(first);
      await expect.poll(() => broken.calls.length, { timeout: 10_000 }).toBeGreaterThan(1);
      const second = await record(2);
      await expect.poll(() => here(second), { timeout: 10_000 }).toEqual(second);
      await shipping.stop();
      process.off("unhandledRejection", note);
      expect(unnoted).toEqual([]);
      expect(await db.auditSink.findUniqueOrThrow({ where: { id } })).toMatchObject({
        failures: 0,
        lastError: null,
      });
    }),
  );
}, 60_000);
