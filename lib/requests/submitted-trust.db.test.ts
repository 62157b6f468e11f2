import "#lib/testing/alone.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db } from "#lib/db/client.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";
import { getTrust } from "#lib/trust/get-trust.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, createServer, serverDocument } from "#lib/testing/factories.ts";
import {
  listingCast,
  scansOf,
  scanSubmission,
  submissionOf,
} from "#lib/testing/submission-scans.ts";
import { publishTrustPolicy } from "#lib/testing/trust-policy.ts";
import { failing, found, unknown } from "#lib/testing/trust-results.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { getRequest } from "./get-request.ts";
import { storedDocument } from "./payload.ts";
import { getRequestTrust } from "./get-request-trust.ts";
import { scanRequest } from "./scan-request.ts";

// The policy in force is one for all: these have a database to themselves.
beforeAll(() => publishTrustPolicy({ restricted: 3 }));

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
/** L3: only what is not built is unknown. */
const FINE = { "CQ-06": unknown("not_implemented") };
/** L1: a vulnerability. */
const VULNERABLE = { ...FINE, "SC-02": failing("SC-02", "high") };
/** L0: nothing says that it is what it says. */
const BARE = { ...FINE, "AI-01": failing("AI-01", "high") };

type Cast = Awaited<ReturnType<typeof listingCast>>;
const confidential = () => listingCast({ dataClassification: "confidential" });
type Vote = { by?: "first" | "second"; revision?: number; expiresAt?: string };
const approve = (all: Cast, { by = "first", revision = 1, expiresAt }: Vote = {}) =>
  decideRequest(all[by].ctx(), {
    requestId: all.requestId,
    revision,
    decision: "approve",
    reason: "Looked at it.",
    ...(expiresAt === undefined ? {} : { conditions: { expiresAt } }),
  });
const stateOf = async ({ requestId }: Cast) =>
  (await db.request.findUniqueOrThrow({ where: { id: requestId } })).state;
/** As many people as its tier asks for. */
async function approveAll(all: Cast, vote: Vote = {}): Promise<void> {
  await approve(all, vote);
  if ((await stateOf(all)) !== "approved") await approve(all, { ...vote, by: "second" });
}

describe("a reviewer", () => {
  test("sees that it is being scanned, then how it stands, what fails and what was found", async () => {
    const all = await listingCast();
    const seen = async () => (await getRequest(all.first.ctx(), { id: all.requestId }))?.trust;
    expect(await seen()).toMatchObject({
      version: "1.0.0",
      isListed: false,
      isScannable: true,
      standing: null,
      scan: { state: "queued", trigger: "submitted" },
      isEnough: true,
      findings: { total: 0 },
    });
    await scanSubmission(all.requestId, { at: ago(1), changes: VULNERABLE });
    expect(await seen()).toMatchObject({
      standing: { level: 1, risk: "high", options: 1, assessed: 1 },
      scan: { state: "done" },
      steps: [{ control: "SC-02", status: "fail" }],
      stepsTo: 2,
      dangers: [],
      barred: null,
      findings: { worst: [{ control: "SC-02", severity: "high", title: "Something" }], total: 1 },
    });
    const trust = await getRequestTrust(all.first.ctx(), { id: all.number });
    expect(trust?.options[0]?.evaluated?.controls.length).toBeGreaterThan(20);
    expect(trust).toMatchObject({ number: all.number, mayScan: true });
  });

  test("sees what time has taken from it", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(24 * 95), changes: FINE });
    const seen = await getRequest(all.first.ctx(), { id: all.requestId });
    expect(seen?.trust?.standing).toMatchObject({ level: 0 });
  });
});

test("who may see the request sees its scan, and nobody else", async () => {
  const all = await listingCast();
  await scanSubmission(all.requestId, { at: ago(1), changes: FINE });
  const stranger = await createPerson();
  for (const person of [all.requester, all.owner, all.first, all.admin])
    expect(await getRequestTrust(person.ctx(), { id: all.requestId })).not.toBeNull();
  expect(await getRequestTrust(stranger.ctx(), { id: all.requestId })).toBeNull();
  expect(await getTrust(all.first.ctx(), { name: all.name })).toBeNull();
  const draft = await createRequest(all.requester.ctx(), {
    ...all.listing,
    server: serverDocument(),
    submit: false,
  });
  expect(await getRequestTrust(all.first.ctx(), { id: draft.id })).toBeNull();
  expect(await getRequestTrust(all.requester.ctx(), { id: draft.id })).toMatchObject({
    version: null,
    scan: null,
    options: [],
    mayScan: false,
  });
});

describe("the risk tier", () => {
  const tierOf = async ({ requestId }: Cast) =>
    (await db.request.findUniqueOrThrow({ where: { id: requestId } })).riskTier;
  const trustReason = async (all: Cast) =>
    (await getRequest(all.first.ctx(), { id: all.requestId }))?.riskReasons.find(
      ({ rule }) => rule === "trust",
    );

  test("follows from what was found, both ways, while nobody has decided", async () => {
    // internal 1, our machines 0, community 2, tools unknown 3, a command 1: 7 points, high.
    const all = await listingCast();
    expect(await tierOf(all)).toBe("high");
    await scanSubmission(all.requestId, { at: ago(3), changes: BARE });
    expect(await tierOf(all)).toBe("critical");
    expect(await trustReason(all)).toMatchObject({ points: 2 });
    await scanSubmission(all.requestId, { at: ago(2), changes: FINE });
    expect(await tierOf(all)).toBe("high");
    expect(await trustReason(all)).toMatchObject({ points: -1, text: "Its trust level is L3." });
    const entries = await db.auditEvent.findMany({
      where: { targetId: all.requestId, action: "request.assess_risk" },
      orderBy: { at: "asc" },
    });
    expect(entries.map(({ after }) => after)).toEqual([
      { tier: "critical", revision: 1 },
      { tier: "high", revision: 1 },
    ]);
  });

  test("is found under the policy that was in force when it was submitted", async () => {
    const all = await listingCast();
    const policyOf = async () =>
      (await db.request.findUniqueOrThrow({ where: { id: all.requestId } })).policyVersion;
    const submitted = await policyOf();
    const [author, publisher] = [await createPerson(["admin"]), await createPerson(["admin"])];
    const { rules } = await loadPolicy(db);
    const longer = { ...rules, trust: { ...rules.trust, exceptionDays: 31 } };
    for (const changed of [longer, rules]) {
      const draft = await draftPolicy(author.ctx(), { rules: changed, note: "Another, and back." });
      await publishPolicy(publisher.ctx(), { version: draft.version });
    }
    await scanSubmission(all.requestId, { at: ago(3), changes: BARE });
    expect(await tierOf(all)).toBe("critical");
    expect(await policyOf()).toBe(submitted);
  });

  test("does not fall once somebody has decided, and rises all the same", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(3), changes: BARE });
    await approve(all);
    await scanSubmission(all.requestId, { at: ago(2), changes: FINE });
    expect(await tierOf(all)).toBe("critical");
    const other = await listingCast();
    await approve(other);
    await scanSubmission(other.requestId, { at: ago(2), changes: BARE });
    expect(await tierOf(other)).toBe("critical");
  });

  test("of a new revision with the same document counts what is known of it", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(3), changes: BARE });
    const { requester, listing, requestId } = all;
    const again = { ...listing, requestId, revision: 1, justification: "Still needed." };
    await editRequest(requester.ctx(), again);
    expect(await tierOf(all)).toBe("critical");
    const server = serverDocument(all.name, { description: "Another" });
    await editRequest(requester.ctx(), { ...again, revision: 2, server });
    expect(await tierOf(all)).toBe("high");
    expect(await trustReason(all)).toMatchObject({
      text: expect.stringContaining("no trust score") as string,
    });
    // What is found of the document before says nothing about this one.
    const { versionId } = await submissionOf(requestId);
    expect(await scansOf(versionId)).toMatchObject([{ state: "queued" }]);
  });
});

describe("the least level", () => {
  test("refuses while it is being scanned and where it stands too low, and lets pass what has it", async () => {
    const all = await confidential();
    await expect(approve(all)).rejects.toThrow(/being scanned now: decide when/);
    await scanSubmission(all.requestId, { at: ago(2), changes: VULNERABLE });
    await expect(approve(all)).rejects.toThrow(/stands at MTF-adapted L1 Basic.*SC-02/);
    expect(await db.requestDecision.count({ where: { requestId: all.requestId } })).toBe(0);
    await scanSubmission(all.requestId, { at: ago(1), changes: FINE });
    await approveAll(all);
    expect(await stateOf(all)).toBe("approved");
  });

  test("takes what could not be reached for unknown, and an exception with an end passes it", async () => {
    const all = await confidential();
    await scanSubmission(all.requestId, { at: ago(2), changes: { ...FINE, "SC-02": unknown() } });
    await expect(approve(all)).rejects.toThrow(/What is missing: Vulnerability Scanning/);
    const expiresAt = new Date(Date.now() + 20 * 24 * HOUR).toISOString();
    await approveAll(all, { expiresAt });
    expect(await stateOf(all)).toBe("approved");
  });

  test("holds nobody up where the policy asks for none", async () => {
    const all = await listingCast();
    await approveAll(all);
    expect(await stateOf(all)).toBe("approved");
  });
});

describe("what nobody may approve", () => {
  test.each([
    [
      "malware",
      {
        "SC-02": {
          ...failing("SC-02"),
          findings: [{ ...found("critical"), code: "SC-02/malicious" }],
        },
      },
      /known malware \(SC-02\)/,
    ],
    [
      "other bytes than those that were scanned first",
      { "RG-07": failing("RG-07", "critical") },
      /not what was registered \(RG-07\)/,
    ],
    ["what was revoked", { "RG-05": failing("RG-05", "critical") }, /was revoked \(RG-05\)/],
  ])("is %s, whatever the policy says", async (_what, changes, words) => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(1), changes: { ...FINE, ...changes } });
    await expect(approve(all)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(words) as string,
    });
    const expiresAt = new Date(Date.now() + 10 * 24 * HOUR).toISOString();
    await expect(approve(all, { expiresAt })).rejects.toThrow(words);
    const seen = await getRequest(all.first.ctx(), { id: all.requestId });
    expect(seen?.trust?.dangers).toEqual([expect.stringMatching(words)]);
    // The page offers no approval then, and says why.
    expect(seen?.trust?.barred).toMatch(words);
    await decideRequest(all.first.ctx(), {
      requestId: all.requestId,
      revision: 1,
      decision: "reject",
      reason: "Dangerous.",
    });
    expect(await stateOf(all)).toBe("rejected");
  });
});

describe("an approval", () => {
  const versionOf = (name: string, version = "1.0.0") =>
    db.serverVersion.findFirstOrThrow({
      where: { serverName: name, version },
      include: { trust: { include: { check: true } } },
    });
  const shownLevel = async (serverId: string) =>
    (await db.serverTrust.findUnique({ where: { serverId } }))?.level;

  test("takes over what was found, and scans nothing again", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(2), changes: VULNERABLE });
    const submission = await submissionOf(all.requestId);
    await approveAll(all);
    const version = await versionOf(all.name);
    expect(version).toMatchObject({
      id: submission.versionId,
      serverId: submission.serverId,
      checksum: submission.checksum,
      lifecycle: "approved",
      trust: { level: 1, risk: "high", assessed: 1 },
    });
    expect(await shownLevel(version.serverId)).toBe(1);
    expect(version.trust?.check?.dailyDueAt.getTime()).toBeLessThan(
      Date.now() + 26 * HOUR - 2 * HOUR,
    );
    expect((await scansOf(version.id)).map(({ state }) => state)).toEqual(["done"]);
    const trust = await getTrust(all.first.ctx(), { name: all.name });
    expect(trust).toMatchObject({ standing: { level: 1 }, history: [{ level: 1 }] });
    const entry = await db.auditEvent.findFirstOrThrow({
      where: { action: "trust.carry_over", targetId: version.serverId },
    });
    expect(entry.after).toMatchObject({ version: "1.0.0", level: 1 });
    // The request still shows it, now as the catalog does.
    const seen = await getRequest(all.first.ctx(), { id: all.requestId });
    expect(seen?.trust).toMatchObject({ isListed: true, standing: { level: 1 } });
  });

  test("scans again what was scanned more than a day ago, and lets it stand meanwhile", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(30), changes: FINE });
    await approveAll(all);
    const version = await versionOf(all.name);
    expect(version.trust).toMatchObject({ level: 3 });
    expect((await scansOf(version.id)).map(({ state, trigger }) => [state, trigger])).toEqual([
      ["done", "submitted"],
      ["queued", "registered"],
    ]);
  });

  test("before the scan leaves the scan to the version", async () => {
    const all = await listingCast();
    const { versionId } = await submissionOf(all.requestId);
    await approveAll(all);
    const version = await versionOf(all.name);
    expect(version).toMatchObject({ id: versionId, trust: null });
    expect(await scansOf(versionId)).toMatchObject([{ state: "queued", trigger: "submitted" }]);
    await scanSubmission(all.requestId, { at: new Date().toISOString(), changes: FINE });
    expect((await versionOf(all.name)).trust).toMatchObject({ level: 3 });
  });

  test("takes over nothing of another document", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(2), changes: FINE });
    const first = await submissionOf(all.requestId);
    const { requester, listing, requestId, name } = all;
    const server = serverDocument(name, { description: "Another" });
    await editRequest(requester.ctx(), { ...listing, server, requestId, revision: 1 });
    await approveAll(all, { revision: 2 });
    const version = await versionOf(name);
    expect(version).toMatchObject({ trust: null, serverId: first.serverId });
    expect(version.id).not.toBe(first.versionId);
    expect(await scansOf(version.id)).toMatchObject([{ state: "queued" }]);
  });

  test("of a new version takes it over beside the versions that are there", async () => {
    const all = await listingCast();
    const { id, name } = await createServer(
      { ownerTeamId: all.team.id },
      { orderKey: orderKey("1.0.0", ago(24)) },
    );
    const { id: requestId } = await createRequest(all.requester.ctx(), {
      kind: "add_version",
      server: serverDocument(name, { version: "2.0.0" }),
      justification: "It is newer.",
    });
    await scanSubmission(requestId, { at: ago(1), changes: FINE });
    await approveAll({ ...all, requestId });
    expect(await versionOf(name, "2.0.0")).toMatchObject({
      serverId: id,
      trust: { level: 3 },
    });
    expect(await shownLevel(id)).toBe(3);
  });

  test("of a candidate that its review had scanned scans nothing again", async () => {
    const all = await listingCast();
    const server = await scannableServer(
      { lifecycle: "candidate" },
      {},
      { lifecycle: "candidate", approvedAt: null },
    );
    const { checksum } = storedDocument(JSON.stringify(server.document));
    await db.serverVersion.update({ where: { id: server.versionId }, data: { checksum } });
    const { id: requestId } = await createRequest(all.requester.ctx(), {
      ...all.listing,
      server: server.document,
    });
    await scanSubmission(requestId, { at: ago(1), changes: FINE });
    await approveAll({ ...all, requestId });
    expect(await versionOf(server.name)).toMatchObject({
      id: server.versionId,
      lifecycle: "approved",
      trust: { level: 3 },
    });
    expect((await scansOf(server.versionId)).map(({ state }) => state)).toEqual(["done"]);
  });

  test("takes nothing over where the catalog got the name meanwhile, and scans anew", async () => {
    const all = await listingCast();
    await scanSubmission(all.requestId, { at: ago(1), changes: FINE });
    const { versionId } = await submissionOf(all.requestId);
    await createServer(
      { name: all.name, lifecycle: "candidate" },
      { version: "0.9.0", lifecycle: "candidate", approvedAt: null },
    );
    await approveAll(all);
    const version = await versionOf(all.name);
    expect(version.id).not.toBe(versionId);
    expect(version.trust).toBeNull();
    expect(await scansOf(version.id)).toMatchObject([{ state: "queued", trigger: "registered" }]);
  });
});

describe("asking for a scan of a request", () => {
  test("is the owner team's once an hour, security's at any time, and nobody else's", async () => {
    const all = await listingCast();
    const { requestId } = all;
    const stranger = await createPerson();
    await expect(scanRequest(stranger.ctx(), { requestId })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(scanRequest(all.requester.ctx(), { requestId })).rejects.toMatchObject({
      code: "forbidden",
    });
    // One waits already.
    expect(await scanRequest(all.owner.ctx(), { requestId })).toMatchObject({ isNew: false });
    await scanSubmission(requestId, { at: ago(1), changes: FINE });
    expect(await scanRequest(all.owner.ctx(), { requestId })).toMatchObject({ isNew: true });
    await scanSubmission(requestId, { at: new Date().toISOString(), changes: FINE });
    await expect(scanRequest(all.owner.ctx(), { requestId })).rejects.toMatchObject({
      code: "rate_limited",
    });
    expect(await scanRequest(all.first.ctx(), { requestId })).toMatchObject({ isNew: true });
    expect(
      await db.auditEvent.count({ where: { targetId: requestId, action: "trust.request_scan" } }),
    ).toBe(2);
  });

  test("is refused once it is closed", async () => {
    const all = await listingCast();
    await decideRequest(all.first.ctx(), {
      requestId: all.requestId,
      revision: 1,
      decision: "reject",
      reason: "No.",
    });
    await expect(scanRequest(all.first.ctx(), { requestId: all.requestId })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await getRequestTrust(systemContext(), { id: all.requestId }))?.mayScan).toBe(false);
  });
});
