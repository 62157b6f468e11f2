import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { findScanCredential } from "./find-scan-credential.ts";
import { keepScanCredential } from "./keep-scan-credential.ts";
import { listScanCredentials } from "./list-scan-credentials.ts";
import { removeScanCredential } from "./remove-scan-credential.ts";

const VALUE = "Bearer token-of-the-account-for-scans";
const URL = "https://mcp.test.example/mcp";
const DAY_MS = 86_400_000;

async function behindSignIn() {
  const team = await createTeam();
  const owner = await createPerson([], [team.id]);
  const remotes = [
    { type: "streamable-http", url: URL },
    { type: "streamable-http", url: "http://mcp.test.example/plain" },
  ];
  const server = await scannableServer({ ownerTeamId: team.id }, { packages: undefined, remotes });
  return { server, owner };
}
const keep = (ctx: Context, name: string, change: object = {}) =>
  keepScanCredential(ctx, { name, url: URL, value: VALUE, ...change });
const find = (versionId: string, url = URL, now = new Date()) =>
  findScanCredential({ ...systemContext(), now }, { versionId, url });

describe("a credential for scans", () => {
  test("is kept sealed, for this remote of this server, until its end, and is told to nobody", async () => {
    const { server, owner } = await behindSignIn();
    const other = await behindSignIn();
    await keep(owner.ctx(), server.name, { days: 2 });
    expect(await find(server.versionId)).toEqual({ header: "Authorization", value: VALUE });
    expect(await find(other.server.versionId)).toBeNull();
    expect(await find(server.versionId, `${URL}/else`)).toBeNull();
    expect(await find(server.versionId, URL, new Date(Date.now() + 2.1 * DAY_MS))).toBeNull();

    const rows = await db.scanCredential.findMany({ where: { serverId: server.id } });
    const log = await db.auditEvent.findMany({ where: { targetId: server.id } });
    const listed = await listScanCredentials(owner.ctx(), { name: server.name });
    const said = JSON.stringify([rows, log, listed], (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(said).not.toContain("token-of-the-account");
    expect(log.map(({ action }) => action)).toContain("trust.keep_credential");
    expect(listed).toMatchObject({
      mayKeep: true,
      remotes: [{ url: URL, kept: { header: "Authorization", isExpired: false } }],
    });
  });

  test("does not open for another address or another row", async () => {
    const { server, owner } = await behindSignIn();
    await keep(owner.ctx(), server.name);
    const moved = "https://thief.test.example/mcp";
    await db.scanCredential.updateMany({ where: { serverId: server.id }, data: { url: moved } });
    expect(await find(server.versionId, moved)).toBeNull();
  });

  test("takes the place of the one before, and is gone when it is removed", async () => {
    const { server, owner } = await behindSignIn();
    await keep(owner.ctx(), server.name);
    await keep(owner.ctx(), server.name, { header: "X-Api-Key", value: "another-key" });
    expect(await find(server.versionId)).toEqual({ header: "X-Api-Key", value: "another-key" });
    await removeScanCredential(owner.ctx(), { name: server.name, url: URL });
    expect(await find(server.versionId)).toBeNull();
    await expect(
      removeScanCredential(owner.ctx(), { name: server.name, url: URL }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test("is kept and removed by the owner team and security, and seen by nobody else", async () => {
    const { server, owner } = await behindSignIn();
    await keep(userContext("security"), server.name);
    const stranger = await createPerson([], [(await createTeam()).id]);
    for (const ctx of [stranger.ctx(), userContext("admin")]) {
      await expect(keep(ctx, server.name)).rejects.toMatchObject({ code: "forbidden" });
      await expect(
        removeScanCredential(ctx, { name: server.name, url: URL }),
      ).rejects.toMatchObject({ code: "forbidden" });
      expect(await listScanCredentials(ctx, { name: server.name })).toEqual({
        mayKeep: false,
        remotes: [],
      });
    }
    await removeScanCredential(owner.ctx(), { name: server.name, url: URL });
  });

  test.each([
    ["an address that the server does not have", { url: "https://other.test.example/" }, "url"],
    ["plain http", { url: "http://mcp.test.example/plain" }, "url"],
    ["a header of the transport", { header: "Mcp-Session-Id" }, "header"],
    ["a header that is none", { header: "X Key:" }, "header"],
    ["a second header inside", { value: "Bearer token\r\nX-Admin: 1" }, "value"],
    ["more than 180 days", { days: 181 }, "days"],
  ])("is refused with %s, at its field", async (_, change, field) => {
    const { server, owner } = await behindSignIn();
    await expect(keep(owner.ctx(), server.name, change)).rejects.toMatchObject({
      code: "invalid",
      fields: { [field]: [expect.any(String) as string] },
    });
  });
});
