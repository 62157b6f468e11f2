import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createUser } from "#lib/testing/factories.ts";
import { startRegistry, tokenFor, type Reply } from "#lib/testing/registry-server.ts";
import { recordToolScan } from "#lib/testing/tool-scans.ts";
import { cleanTool } from "#lib/testing/trust-facts.ts";
import { AT, days, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { toolSetHash } from "#lib/trust/declared-tools.ts";
import { reevaluateTrust } from "#lib/trust/recheck/reevaluate-trust.ts";
import { decideTools } from "#lib/trust/tools/decide-tools.ts";

let registry: Awaited<ReturnType<typeof startRegistry>>;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

type Entry = { server: { name: string }; _meta: Record<string, unknown> };
const KEY = "dev.gatehouse/trust";
const trustOf = (entry: unknown) => (entry as Entry)._meta[KEY];
const latest = (name: string) => `/v0.1/servers/${encodeURIComponent(name)}/versions/latest`;

const STANDING = {
  ruleSet: "mtf-0.1/reg-1.0.0",
  level: 1,
  levelName: "Basic",
  adapted: true,
  flag: "complete",
  score: 50,
  coverage: 100,
  risk: "medium",
  evaluatedAt: AT.replace("Z", "000Z"),
};

async function evaluated() {
  const server = await scannableServer({ exposed: true });
  const findings = failing("SC-03").findings ?? [];
  await recordScan(server, { at: AT, changes: { "SC-03": { ...failing("SC-03"), findings } } });
  return server;
}

test("anonymous readers get how a version stands, and no address that they could not open", async () => {
  const { name } = await evaluated();
  const reply = await registry.ask(latest(name));
  expect(trustOf(reply.json)).toEqual({ ...STANDING, score: expect.any(Number) as number });
});

test("signed readers get the address of the reasons too", async () => {
  const { name } = await evaluated();
  const token = await tokenFor((await createUser()).email);
  const reply = await registry.ask(latest(name), { token });
  expect(trustOf(reply.json)).toMatchObject({
    level: 1,
    reportUrl: expect.stringMatching(
      new RegExp(`^https?://[^/]+/servers/${name}/trust\\?version=1\\.0\\.0$`),
    ) as string,
  });
});

test("what time has taken counts, though no worker has written it down", async () => {
  const server = await scannableServer({ exposed: true });
  await recordScan(server, { at: days(-60), changes: {} });
  await db.versionTrust.findFirstOrThrow({ where: { versionId: server.versionId, level: 4 } });
  const reply = await registry.ask(latest(server.name));
  // Nobody has looked for advisories for 15 days, nor at what L3 asks for 30.
  expect(trustOf(reply.json)).toMatchObject({ level: 1, flag: "provisional" });
});

test("for some days after the rules changed the level under those before is told too", async () => {
  const { name, versionId } = await evaluated();
  const { ruleSet } = STANDING;
  const next = "mtf-0.1/reg-2.0.0";
  const now = new Date(Date.parse(AT) + 60_000);
  await reevaluateTrust({ ...systemContext(), now }, { versionId, ruleSet: next });
  const reply = await registry.ask(latest(name));
  expect(trustOf(reply.json)).toMatchObject({
    ruleSet: next,
    previousRuleSet: { ruleSet, level: 1, until: expect.stringMatching(/Z$/) as string },
  });
  await db.versionTrust.update({
    where: { versionId },
    data: { previousUntil: new Date(AT) },
    select: { versionId: true },
  });
  // Kept answers hear of a change a moment later.
  await expect
    .poll(async () => trustOf((await registry.ask(latest(name))).json), { timeout: 10_000 })
    .not.toHaveProperty("previousRuleSet");
});

test("tools that changed since they were approved are named, so that gateways refuse exactly these", async () => {
  const server = await scannableServer({ exposed: true });
  const tools = (count: number) =>
    Array.from({ length: count }, (_, at) => cleanTool({ name: `tool_${at}` }));
  await recordToolScan(server, { at: AT, tools: tools(1) });
  const security = await createPerson(["security"]);
  await decideTools(security.ctx(), {
    name: server.name,
    option: "packages[0]",
    decision: "accept",
    setHash: toolSetHash(tools(1)),
    reason: "Looked at it.",
  });
  const held = async () =>
    (trustOf((await registry.ask(latest(server.name))).json) as { heldTools?: string[] }).heldTools;
  expect(await held()).toBeUndefined();
  await recordToolScan(server, { at: days(1), tools: tools(3) });
  await expect.poll(held).toEqual(["tool_1", "tool_2"]);
  await recordToolScan(server, { at: days(2), tools: tools(202) });
  // More than are told one by one: all of them.
  await expect.poll(held).toEqual(["*"]);
});

test("a list has it for the versions that were evaluated, and says nothing of the others", async () => {
  const [one, other] = [await evaluated(), await scannableServer({ exposed: true })];
  const trusts = async ({ name }: { name: string }) => {
    const reply: Reply = await registry.ask(`/v0.1/servers?search=${encodeURIComponent(name)}`);
    return (reply.json as { servers: Entry[] }).servers.map((entry) => KEY in entry._meta);
  };
  expect(await trusts(one)).toEqual([true]);
  expect(await trusts(other)).toEqual([false]);
});
