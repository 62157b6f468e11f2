import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { installing, uniquePackage } from "#lib/testing/revocations.ts";
import { assessRegistry } from "#lib/trust/overview/assess-registry.ts";
import { RECOVERY_STEPS } from "./core/recovery.ts";
import { liftRevocation } from "./lift-revocation.ts";
import { listRevocations } from "./list-revocations.ts";
import { recordStep } from "./record-step.ts";
import { remindSteps } from "./remind-steps.ts";
import { revokeArtifact } from "./revoke-artifact.ts";

const HOUR_MS = 3_600_000;
const at = <Context extends { now: Date }>(ctx: Context, hours: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + hours * HOUR_MS),
});

async function compromised(kind = "compromised") {
  const identifier = uniquePackage();
  await installing({ identifier });
  const body = { subject: `npm:${identifier}`, kind, reason: "Its keys were stolen." };
  return (await revokeArtifact(userContext("security"), body)).id;
}
const step = (id: string, which: string, ctx = userContext("security")) =>
  recordStep(ctx, { id, step: which, note: "Called them." });

test("a compromise is lifted only when each step is on record, in its order", async () => {
  const id = await compromised();
  const lift = () => liftRevocation(userContext("admin"), { id, reason: "They are back." });
  for (const [count, which] of RECOVERY_STEPS.entries()) {
    await expect(lift()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(which) as string,
    });
    const later = RECOVERY_STEPS.slice(count + 1);
    for (const other of later) await expect(step(id, other)).rejects.toThrow(/One step after/);
    expect(await step(id, which)).toEqual({ id, step: which, isLate: false });
    await expect(step(id, which)).rejects.toMatchObject({ code: "conflict" });
  }
  expect(await lift()).toMatchObject({ state: "lifted" });
  await expect(step(id, "verify")).rejects.toThrow(/lifted this already/);
});

test("two people who write down one step at once are told apart", async () => {
  const id = await compromised();
  const both = await Promise.allSettled([step(id, "verify"), step(id, "verify")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("what was revoked for another reason has no steps, and what was written down stays", async () => {
  await expect(step(await compromised("malicious"), "verify")).rejects.toMatchObject({
    code: "conflict",
  });
  const id = await compromised();
  await step(id, "verify");
  const sql = `DELETE FROM "RevocationStep" WHERE "revocationId" = $1`;
  await expect(asOwner((client) => client.query(sql, [id]))).rejects.toThrow(/cannot be changed/);
});

test("security is told once before a step is due; one past its time is shown and held against the registry", async () => {
  const person = await createPerson(["security"]);
  const id = await compromised();
  const told = () =>
    db.outboxEvent.findMany({
      where: { topic: "revocation.due", data: { path: ["revocation"], equals: id } },
      select: { title: true, recipients: true },
    });
  await remindSteps(at(systemContext(), 19), {});
  expect(await told()).toEqual([]);
  await remindSteps(at(systemContext(), 21), {});
  await remindSteps(at(systemContext(), 22), {});
  const events = await told();
  expect(events).toHaveLength(1);
  expect(events[0]?.title).toMatch(/^Verify npm:.+ due \d{4}-\d\d-\d\d/);
  expect(events[0]?.recipients).toContain(person.id);

  const late = at(userContext("security"), 25);
  const { revocations } = await listRevocations(late, { state: "in_force" });
  expect(revocations.find((one) => one.id === id)?.recovery).toMatchObject({
    next: "verify",
    isOverdue: true,
  });
  const assessed = async (ctx: typeof late) =>
    (await assessRegistry(ctx, {})).results.find(({ control }) => control === "PK-03");
  expect(await assessed(late)).toMatchObject({ status: "not_met" });
  expect(await step(id, "verify", late)).toMatchObject({ isLate: true });
});
