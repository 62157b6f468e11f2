import { afterAll, beforeAll, expect, test } from "vitest";
import { createUser } from "#lib/testing/factories.ts";
import { startRegistry, tokenFor, type Reply } from "#lib/testing/registry-server.ts";
import { AT, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";

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
  evaluatedAt: "2026-11-26T12:00:00.000000Z",
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

test("a list has it for the versions that were evaluated, and says nothing of the others", async () => {
  const [one, other] = [await evaluated(), await scannableServer({ exposed: true })];
  const trusts = async ({ name }: { name: string }) => {
    const reply: Reply = await registry.ask(`/v0.1/servers?search=${encodeURIComponent(name)}`);
    return (reply.json as { servers: Entry[] }).servers.map((entry) => KEY in entry._meta);
  };
  expect(await trusts(one)).toEqual([true]);
  expect(await trusts(other)).toEqual([false]);
});
