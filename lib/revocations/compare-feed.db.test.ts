import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { installing, uniqueDigest, uniquePackage, versionRow } from "#lib/testing/revocations.ts";
import { AT } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { feedFolder } from "#lib/testing/trust-services.ts";
import { openFeeds, type FeedStore } from "#lib/trust/feeds/feed-store.ts";
import { importFeed } from "#lib/trust/feeds/import-feed.ts";
import { compareFeed, type Compared } from "./compare-feed.ts";
import { RECOVERY_STEPS } from "./core/recovery.ts";
import { liftRevocation } from "./lift-revocation.ts";
import { listRevocations } from "./list-revocations.ts";
import { recordStep } from "./record-step.ts";

const folders: ReturnType<typeof feedFolder>[] = [];
let folder: ReturnType<typeof feedFolder>;
let feeds: FeedStore;
let compared: Compared;
beforeEach(() => {
  folder = feedFolder();
  folders.push(folder);
  feeds = openFeeds(folder.dir);
  compared = { folder: null, at: null };
});
afterAll(() => folders.forEach(({ remove }) => remove()));

const entry = {
  reason: "compromised",
  since: "2026-11-20T00:00:00.000Z",
  by: "The vendor",
  note: "Its keys were stolen.",
};
const take = (...revocations: object[]) =>
  importFeed(feeds, "revocations", {
    file: folder.write("revoked.json", { issuedAt: "2026-11-26T00:00:00Z", revocations }),
    now: new Date("2026-11-26T12:00:00Z"),
    ecosystems: [],
    onProgress: () => undefined,
    record: () => Promise.resolve(),
  });
/** What the job of each minute does. */
async function minute() {
  const { signal } = new AbortController();
  compared = await compareFeed(systemContext, { feeds, compared, signal });
}
const revocationOf = async (versionId: string) => {
  const { revocationId } = await versionRow(versionId);
  return revocationId === null
    ? null
    : db.revocation.findUniqueOrThrow({ where: { id: revocationId } });
};

test("without a list nothing is compared, and nothing is remembered as compared", async () => {
  await minute();
  expect(compared).toEqual({ folder: null, at: null });
});

test("a minute after an import, what it names is blocked in the name of who revoked it", async () => {
  const [exact, whole, digest] = [uniquePackage(), uniquePackage(), uniqueDigest()];
  const one = await installing({ identifier: exact });
  const all = await installing({ identifier: whole, version: "7.0.0" });
  const file = await installing({ registryType: "mcpb", digest });
  const scanned = await scannableServer();
  const found = uniqueDigest();
  await recordScan(scanned, { at: AT, digest: found });
  const other = await installing({ identifier: exact, version: "1.0.1" });
  await take(
    { ...entry, purl: `pkg:npm/${exact}@1.0.0` },
    { ...entry, purl: `pkg:npm/${whole}` },
    { ...entry, digest },
    { ...entry, digest: found, note: "" },
  );
  await minute();
  for (const { versionId } of [one, all, file, scanned])
    expect(await revocationOf(versionId)).toMatchObject({
      source: "feed",
      kind: "compromised",
      byName: "The vendor",
      byId: null,
    });
  expect((await revocationOf(scanned.versionId))?.reason).toContain("imported list");
  expect(await revocationOf(other.versionId)).toBeNull();
});

test("what is registered after the import is blocked a minute later", async () => {
  const identifier = uniquePackage();
  await take({ ...entry, purl: `pkg:npm/${identifier}` });
  await minute();
  const { versionId } = await installing({ identifier });
  expect(await revocationOf(versionId)).toBeNull();
  await minute();
  expect(await revocationOf(versionId)).not.toBeNull();
});

const liftAs = async (ctx: ReturnType<typeof userContext>, id: unknown) =>
  (await liftRevocation(ctx, { id, reason: "They are back in control." })).state;
async function liftByTwo(id: unknown) {
  for (const step of RECOVERY_STEPS)
    await recordStep(userContext("security"), { id, step, note: "Done." });
  expect(await liftAs(userContext("security"), id)).toBe("proposed");
  expect(await liftAs(userContext("admin"), id)).toBe("lifted");
}

describe("what an imported list revoked", () => {
  async function taken(reason = "malicious") {
    const identifier = uniquePackage();
    const { versionId } = await installing({ identifier });
    await take({ ...entry, reason, purl: `pkg:npm/${identifier}` });
    await minute();
    return { versionId, id: (await revocationOf(versionId))?.id };
  }

  test("is lifted by two people: the first one proposes, and stays revoked until another agrees", async () => {
    const { versionId, id } = await taken();
    const one = userContext("security");
    expect(await liftAs(one, id)).toBe("proposed");
    expect(await revocationOf(versionId)).not.toBeNull();
    await expect(liftAs(one, id)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("somebody else has to agree") as string,
    });
    const { revocations } = await listRevocations(one, { state: "in_force" });
    expect(revocations.find((row) => row.id === id)).toMatchObject({
      liftAs: null,
      proposals: [{ by: one.actor.name, reason: "They are back in control." }],
    });
    expect(await liftAs(userContext("security"), id)).toBe("lifted");
    expect(await revocationOf(versionId)).toBeNull();
  });

  test("is not lifted by a proposal of more than a week ago", async () => {
    const { id } = await taken();
    const past = { ...userContext("security"), now: new Date(Date.now() - 7.1 * 86_400_000) };
    expect(await liftAs(past, id)).toBe("proposed");
    expect(await liftAs(userContext("admin"), id)).toBe("proposed");
  });

  test("is not lifted by one person past the verb either", async () => {
    const { id } = await taken();
    const one = userContext("security");
    await liftAs(one, id);
    const row = { revocationId: id ?? "", reason: "x", byId: one.actor.id ?? "", byName: "x" };
    const direct = db.revocationLift.create({ data: { ...row, at: new Date() } });
    await expect(direct).rejects.toThrow(/two people/);
  });
});

test("what people lifted stays lifted, until the list revokes it with another date", async () => {
  const identifier = uniquePackage();
  const { versionId } = await installing({ identifier });
  const purl = `pkg:npm/${identifier}`;
  await take({ ...entry, purl });
  await minute();
  const id = (await revocationOf(versionId))?.id;
  await liftByTwo(id);
  await take({ ...entry, purl, note: "Said in other words." });
  await minute();
  expect(await revocationOf(versionId)).toBeNull();
  await take({ ...entry, purl, since: "2026-11-25T00:00:00.000Z" });
  await minute();
  expect(await revocationOf(versionId)).toMatchObject({ since: new Date("2026-11-25") });
});

test("two workers that see one list at once take it over once", async () => {
  const identifier = uniquePackage();
  await installing({ identifier });
  await take({ ...entry, purl: `pkg:npm/${identifier}` });
  await Promise.all([minute(), minute()]);
  expect(await db.revocation.count({ where: { packageKey: `npm:${identifier}` } })).toBe(1);
});
