import { expect, test } from "vitest";
import { db, transact } from "#lib/db/client.ts";
import { serverDocument } from "#lib/testing/factories.ts";
import { AT, failing, unknown } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { proposedDocument } from "./payload.ts";
import { riskOf } from "./risk-facts.ts";

const trustReason = async (
  server: Scannable,
  document: Parameters<typeof proposedDocument>[0] | null,
) => {
  const kind = document === null ? ("change_server" as const) : ("add_version" as const);
  const proposal = {
    serverName: server.name,
    payload: {},
    document: document === null ? null : proposedDocument(document),
  };
  const { reasons } = await transact((tx) =>
    riskOf(tx, { kind, proposal, requestId: null, serverId: server.id, now: new Date() }),
  );
  return reasons.find(({ rule }) => rule === "trust")?.text;
};

test("the trust of the current version counts for changes, and an earlier one's says nothing of a new one", async () => {
  const server = await scannableServer();
  expect(await trustReason(server, null)).toContain("no trust score");
  await recordScan(server, { at: AT, changes: { "CQ-06": unknown("not_implemented") } });
  expect(await trustReason(server, null)).toBe("Its trust level is L3.");
  expect(
    await trustReason(server, JSON.stringify(serverDocument(server.name, { version: "2.0.0" }))),
  ).toContain("no trust score");
});

test("a candidate that was scanned brings its own level, as the document that was scanned", async () => {
  const server = await scannableServer({}, {}, { lifecycle: "candidate", approvedAt: null });
  await recordScan(server, { at: AT, changes: { "SC-02": failing("SC-02", "high") } });
  const { checksum } = proposedDocument(JSON.stringify(server.document));
  await db.serverVersion.update({ where: { id: server.versionId }, data: { checksum } });
  expect(await trustReason(server, JSON.stringify(server.document))).toBe(
    "Its trust level is only L1.",
  );
  const changed = JSON.stringify(serverDocument(server.name, { description: "Another" }));
  expect(await trustReason(server, changed)).toContain("no trust score");
});

test("what could not be assessed has no level", async () => {
  const server = await scannableServer();
  const away = unknown();
  const changes = { "AI-01": away, "SC-01": away, "CQ-01": away, "CQ-02": away };
  await recordScan(server, { at: AT, digest: null, changes });
  expect(await trustReason(server, null)).toContain("no trust score");
});
