import "#lib/testing/alone.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { storedDocument } from "#lib/requests/payload.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { submitRequest } from "#lib/requests/submit-request.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, reviewCast, serverDocument } from "#lib/testing/factories.ts";
import {
  listingCast,
  scansOf,
  scanSubmission,
  submissionOf,
} from "#lib/testing/submission-scans.ts";
import { cleanTool, cleanTools } from "#lib/testing/trust-facts.ts";
import { failing, unknown } from "#lib/testing/trust-results.ts";
import { scannableServer, scannedOf } from "#lib/testing/trust-scans.ts";
import { loadEntryFacts } from "../load-entry-facts.ts";
import { queueScans } from "../queue-scans.ts";
import { runScan } from "../run-scan.ts";
import { startScan } from "../start-scan.ts";
import { queueSubmitted } from "./queue-submitted.ts";

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
const at = (ms: number) => ({ ...systemContext(), now: new Date(Date.now() + ms) });
/** Only what is not built is unknown. */
const FINE = { "CQ-06": unknown("not_implemented") };

// The queue is one for all: each test decides what waits in it.
beforeEach(async () => {
  await db.trustScan.deleteMany();
});

const edit = (
  { requester, listing, requestId }: Awaited<ReturnType<typeof listingCast>>,
  { revision, ...more }: { revision: number; server?: unknown; justification?: string },
) => editRequest(requester.ctx(), { ...listing, ...more, requestId, revision });

const changed = (name: string, description: string) => serverDocument(name, { description });

describe("what goes to review", () => {
  test("waits for a scan in the name of who asks, with the artifacts that its document names", async () => {
    const { requestId, requester, name } = await listingCast();
    const { versionId, serverName, version } = await submissionOf(requestId);
    expect({ serverName, version }).toEqual({ serverName: name, version: "1.0.0" });
    expect(await scansOf(versionId)).toMatchObject([
      {
        state: "queued",
        trigger: "submitted",
        requestedById: requester.id,
        artifacts: [`npm:@test/${name.split("/")[1] ?? ""}@1.0.0`],
      },
    ]);
    expect(await db.serverVersion.count({ where: { id: versionId } })).toBe(0);
  });

  test("is not scanned while it is a draft, and is once it is handed in", async () => {
    const { requester, listing } = await reviewCast();
    const draft = await createRequest(requester.ctx(), { ...listing, submit: false });
    expect(await db.trustSubmission.count({ where: { requestId: draft.id } })).toBe(0);
    await submitRequest(requester.ctx(), { requestId: draft.id, revision: 1 });
    const { versionId } = await submissionOf(draft.id);
    expect(await scansOf(versionId)).toMatchObject([{ trigger: "submitted" }]);
  });

  test("is scanned again when its document changes; the one before waits no longer", async () => {
    const all = await listingCast();
    const first = await submissionOf(all.requestId);
    await edit(all, { revision: 1, server: changed(all.name, "Another") });
    const second = await submissionOf(all.requestId);
    expect(second.versionId).not.toBe(first.versionId);
    expect(second.serverId).toBe(first.serverId);
    expect(await scansOf(first.versionId)).toEqual([]);
    expect(await scansOf(second.versionId)).toMatchObject([{ state: "queued" }]);
  });

  test("is not scanned again when only words about it change", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(1), changes: FINE });
    const { versionId } = await submissionOf(all.requestId);
    await edit(all, { revision: 1, justification: "We need it even more." });
    expect((await submissionOf(all.requestId)).versionId).toBe(versionId);
    expect(await scansOf(versionId)).toMatchObject([{ state: "done" }]);
  });

  test("is the version of the catalog where a mirror brought that very document", async () => {
    const server = await scannableServer(
      { lifecycle: "candidate" },
      {},
      { lifecycle: "candidate", approvedAt: null },
    );
    const { requester, listing } = await reviewCast();
    const asked = { ...listing, server: server.document };
    const { checksum } = storedDocument(JSON.stringify(server.document));
    await db.serverVersion.update({ where: { id: server.versionId }, data: { checksum } });
    const { id } = await createRequest(requester.ctx(), asked);
    expect((await submissionOf(id)).versionId).toBe(server.versionId);
    expect(await scansOf(server.versionId)).toMatchObject([{ trigger: "submitted" }]);
  });

  test("with nothing that can be scanned waits for nothing", async () => {
    const packages = [
      { registryType: "nuget", identifier: "A", version: "1.0.0", transport: { type: "stdio" } },
    ];
    const { requestId } = await listingCast({}, { packages });
    expect(await scansOf((await submissionOf(requestId)).versionId)).toEqual([]);
  });
});

describe("a scan of it", () => {
  const running = (digest = "sha512-one", changes = FINE) => ({
    signal: new AbortController().signal,
    open: () => ({}) as ReturnType<Parameters<typeof runScan>[2]["open"]>,
    scan: ((reference) =>
      Promise.resolve(
        scannedOf(reference, { at: new Date().toISOString(), changes, digest }),
      )) as Parameters<typeof runScan>[2]["scan"],
  });

  test("is kept for the document, and nothing of it is in the catalog", async () => {
    const { requestId } = await listingCast();
    const { versionId, serverId } = await submissionOf(requestId);
    const [scanId = ""] = await queueSubmitted(systemContext(), {});
    expect(await runScan(systemContext(), scanId, running())).toBe(true);
    expect(await scansOf(versionId)).toMatchObject([{ state: "done", error: null }]);
    const rows = await db.trustEvaluation.findMany({ where: { versionId } });
    expect(rows).toMatchObject([
      { serverId, trigger: "submitted", digest: "sha512-one", level: 3 },
    ]);
    expect(await db.versionTrust.count({ where: { versionId } })).toBe(0);
    expect((await submissionOf(requestId)).scannedAt).not.toBeNull();
    const entry = await db.auditEvent.findFirstOrThrow({
      where: { action: "trust.evaluate", targetId: requestId },
    });
    expect(entry).toMatchObject({ targetKind: "request" });
  });

  test("that finds other bytes than before says so, and counts as level 0", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(2), changes: FINE });
    const { versionId } = await submissionOf(all.requestId);
    const entry = await loadEntryFacts(systemContext(), { versionId, option: "packages[0]" });
    expect(entry).toMatchObject({
      registeredDigest: "sha512-one",
      approvedTools: { state: "none" },
    });
    await scanSubmission(all.requestId, {
      at: ago(1),
      changes: { ...FINE, "RG-07": failing("RG-07", "critical") },
      digest: "sha512-two",
    });
    const [last] = await db.trustEvaluation.findMany({
      where: { versionId },
      orderBy: { finishedAt: "desc" },
    });
    expect(last).toMatchObject({ digest: "sha512-two", level: 0, flag: "blocked" });
  });

  test("knows who asks, and takes nobody's word for a name that others have", async () => {
    const all = await listingCast();
    const { versionId } = await submissionOf(all.requestId);
    const entry = await loadEntryFacts(systemContext(), { versionId, option: "packages[0]" });
    expect(entry).toMatchObject({ serverName: all.name, publisherTier: 3, owners: 1 });
    const person = await createPerson(["admin"]);
    await db.trustedPublisher.create({
      data: {
        name: all.name.replace("/", "-"),
        issuer: "https://issuer.test.example",
        audience: "gatehouse",
        claims: {},
        names: [all.name],
        userId: person.id,
        createdById: person.id,
      },
    });
    expect(
      await loadEntryFacts(systemContext(), { versionId, option: "packages[0]" }),
    ).toMatchObject({ namespaceGranted: false });
  });

  test("is not begun once the request is closed", async () => {
    const { requestId, requester } = await listingCast();
    const { versionId } = await submissionOf(requestId);
    const [scanId = ""] = await queueSubmitted(systemContext(), {});
    await withdrawRequest(requester.ctx(), { requestId, reason: "Not needed." });
    expect(await startScan(systemContext(), { scanId })).toBeNull();
    expect(await scansOf(versionId)).toMatchObject([
      { state: "failed", error: expect.stringContaining("closed") as string, nextTryAt: null },
    ]);
    expect(await queueSubmitted(systemContext(), {})).toEqual([]);
  });

  test("counts for the tier from the first way to install it on, while the next is looked at", async () => {
    const one = (identifier: string) => ({
      ...{ registryType: "npm", identifier, version: "1.0.0", transport: { type: "stdio" } },
    });
    const { requestId } = await listingCast({}, { packages: [one("@test/a"), one("@test/b")] });
    const [scanId = ""] = await queueSubmitted(systemContext(), {});
    const reads = { ...cleanTool(), annotations: { readOnlyHint: true } };
    const seen: unknown[] = [];
    await runScan(systemContext(), scanId, {
      ...running(),
      scan: async (reference) => {
        const { toolsSeen } = await db.request.findUniqueOrThrow({ where: { id: requestId } });
        seen.push(toolsSeen === null ? null : Object.keys(toolsSeen));
        const tools = cleanTools("npm", { tools: [reads] });
        return scannedOf(reference, { at: new Date().toISOString(), changes: FINE, tools });
      },
    });
    expect(seen).toEqual([null, ["packages[0]"]]);
  });

  test("that could not reach something is tried again while the request is open", async () => {
    const { requestId } = await listingCast();
    const { versionId } = await submissionOf(requestId);
    const [scanId = ""] = await queueSubmitted(systemContext(), {});
    await runScan(systemContext(), scanId, {
      ...running("sha512-one", { ...FINE, "SC-02": unknown() } as typeof FINE),
    });
    const [scan] = await scansOf(versionId);
    expect(scan).toMatchObject({
      state: "done",
      error: expect.stringContaining("SC-02") as string,
    });
    await queueScans(at(10 * 60_000), {});
    expect(await queueSubmitted(at(10 * 60_000), {})).toEqual([scanId]);
  });
});

describe("the queue", () => {
  test("takes the first of everybody before the second of anybody, and two of one person", async () => {
    const flooder = await reviewCast();
    const flood = [];
    for (let count = 0; count < 5; count += 1) {
      const server = serverDocument();
      const { id } = await createRequest(flooder.requester.ctx(), { ...flooder.listing, server });
      flood.push((await submissionOf(id)).versionId);
    }
    const late = await listingCast();
    const { versionId } = await submissionOf(late.requestId);
    const ids = await queueSubmitted(systemContext(), {});
    const scans = await db.trustScan.findMany();
    const waiting = ids.map((id) => scans.find((scan) => scan.id === id)?.versionId);
    expect(waiting).toEqual([flood[0], versionId, flood[1]]);
    // One that runs counts.
    await startScan(systemContext(), { scanId: ids[0] ?? "" });
    const next = await queueSubmitted(systemContext(), {});
    expect(next).toEqual([ids[1], ids[2]]);
    // The round for the catalog leaves them alone.
    expect(await queueScans(systemContext(), {})).toEqual([]);
  });
});

test("scans go with the version or the request that they are of", async () => {
  const server = await scannableServer();
  const next = await addVersion(server, { version: "2.0.0", packageTypes: ["npm"] });
  expect(await scansOf(next.id)).toHaveLength(1);
  await db.serverVersion.delete({ where: { id: next.id } });
  expect(await scansOf(next.id)).toEqual([]);
  const { requestId } = await listingCast();
  const { versionId } = await submissionOf(requestId);
  expect(await scansOf(versionId)).toHaveLength(1);
  await db.request.update({ where: { id: requestId }, data: { demo: true } });
  await db.request.delete({ where: { id: requestId } });
  expect(await scansOf(versionId)).toEqual([]);
});

test("what an id stands for is said once, also for the product's own role", async () => {
  const { requestId } = await listingCast();
  const { versionId } = await submissionOf(requestId);
  const change = db.trustSubmission.updateMany({
    where: { versionId },
    data: { checksum: "other" },
  });
  await expect(change).rejects.toThrow(/permission denied/);
});

test("the catalog takes no other document under an id that was scanned", async () => {
  const { requestId } = await listingCast();
  const { versionId } = await submissionOf(requestId);
  const { id: serverId, name } = await scannableServer();
  const other = addVersion(
    { id: serverId, name },
    { id: versionId, version: "3.0.0", packageTypes: ["npm"] },
  );
  await expect(other).rejects.toThrow(/What was scanned is not what is registered/);
});
