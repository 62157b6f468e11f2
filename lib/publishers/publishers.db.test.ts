import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { db } from "#lib/db/client.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson, createServer, createTeam } from "#lib/testing/factories.ts";
import { raceOnLock } from "#lib/testing/race.ts";
import { loadEntryFacts } from "#lib/trust/load-entry-facts.ts";
import type { Answer } from "./ask-dns.ts";
import { changeNamespaces } from "./change-namespaces.ts";
import { checkIdentities } from "./check-identities.ts";
import type { Outcome } from "./core/proof.ts";
import { createIdentity } from "./create-identity.ts";
import { freeNamespace } from "./free-namespace.ts";
import { getIdentity } from "./get-identity.ts";
import { getServerPublisher } from "./get-server-publisher.ts";
import { handOverIdentity } from "./hand-over-identity.ts";
import { listIdentities } from "./list-identities.ts";
import { removeIdentity } from "./remove-identity.ts";
import { reserveNamespace } from "./reserve-namespace.ts";
import { stopHandover } from "./stop-handover.ts";
import { verifyIdentity, type Ways } from "./verify-identity.ts";

const admin = () => userContext("admin");
const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const on = (context: ReturnType<typeof admin>, now: Date) => ({ ...context, now });
const answer = (outcome: Outcome) => (): Promise<Answer> =>
  Promise.resolve({ outcome, detail: `${outcome}.` });
const ways = (dns: Outcome, wellKnown: Outcome = "absent"): Ways => ({
  dns: answer(dns),
  wellKnown: answer(wellKnown),
});

/** A publisher of a domain of its own, with the namespace of it. */
async function publisher(more: Record<string, unknown> = {}) {
  const word = `t${randomUUID().slice(0, 8)}`;
  const namespace = `com.${word}`;
  const { id } = await createIdentity(admin(), {
    name: `Publisher ${word}`,
    kind: "domain",
    identity: `${word}.com`,
    namespaces: [namespace],
    ...more,
  });
  return { id, word, namespace, domain: `${word}.com` };
}
const stateOf = async (id: string) => (await getIdentity(admin(), { id }))?.state;

describe("an identity", () => {
  test("of a domain is not proven until somebody looked, and says in words how it stands", async () => {
    const { id, domain } = await publisher();
    const before = await getIdentity(admin(), { id });
    expect(before).toMatchObject({ state: "asserted", words: { label: "Not proven yet" } });
    expect(before?.proof?.text).toMatch(/^gatehouse-verification=[\w-]{32}$/);
    expect(await verifyIdentity(admin(), { id }, ways("absent"))).toMatchObject({
      state: "asserted",
    });
    expect(await verifyIdentity(admin(), { id }, ways("proven"))).toMatchObject({
      state: "proven",
      label: "Verified domain",
      text: expect.stringContaining(domain) as string,
    });
    const after = await getIdentity(admin(), { id });
    expect(after?.checks.map(({ state }) => state)).toEqual(["proven", "asserted"]);
    expect(await db.auditEvent.count({ where: { targetId: id, action: "identity.verify" } })).toBe(
      2,
    );
  });

  test.each([
    ["github", "Asserted"],
    ["npm", "Asserted"],
  ])("of an organisation at %s is asserted, and cannot be called verified", async (kind, label) => {
    const identity = `org-${randomUUID().slice(0, 8)}`;
    const { id } = await createIdentity(admin(), { name: identity, kind, identity });
    expect(await getIdentity(admin(), { id })).toMatchObject({ words: { label }, proof: null });
    await expect(verifyIdentity(admin(), { id }, ways("proven"))).rejects.toMatchObject({
      code: "invalid",
    });
    const forced = db.publisher.update({
      where: { id },
      data: { state: "proven", method: "dns", provenAt: new Date() },
    });
    await expect(forced).rejects.toThrow();
  });

  test("shows its token to those who look after it only", async () => {
    const team = await createTeam();
    const { id } = await publisher({ team: team.slug });
    const member = await createPerson([], [team.id]);
    expect((await getIdentity(member.ctx(), { id }))?.proof).not.toBeNull();
    expect((await getIdentity((await createPerson()).ctx(), { id }))?.proof).toBeNull();
    expect((await getIdentity(userContext("auditor"), { id }))?.proof).toBeNull();
    await verifyIdentity(member.ctx(), { id }, ways("proven"));
    await expect(
      verifyIdentity((await createPerson()).ctx(), { id }, ways("proven")),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is recorded once, and refused at its field where it is none", async () => {
    const { word } = await publisher();
    const again = { name: "Other", kind: "domain", identity: `${word.toUpperCase()}.com.` };
    await expect(createIdentity(admin(), again)).rejects.toMatchObject({ code: "conflict" });
    for (const [kind, identity] of [
      ["domain", "localhost"],
      ["domain", "127.0.0.1"],
      ["github", "no/body"],
      ["team", "Two Words"],
    ])
      await expect(
        createIdentity(admin(), { name: "Other", kind, identity }),
      ).rejects.toMatchObject({
        code: "invalid",
        fields: { identity: [expect.any(String)] },
      });
  });
});

describe("the daily look", () => {
  const look = async (at: Date, looked: Ways) => {
    const { signal } = new AbortController();
    await checkIdentities(() => on(systemContext(), at), { signal, ways: looked });
  };

  test("keeps a proof that cannot be asked for, and gives one that is gone seven days", async () => {
    const team = await createTeam();
    const member = await createPerson([], [team.id]);
    const { id } = await publisher({ team: team.slug });
    await verifyIdentity(admin(), { id }, ways("proven"));
    await look(days(0.5), ways("absent"));
    expect(await stateOf(id)).toBe("proven");
    await look(days(1.1), ways("not_checkable"));
    expect(await stateOf(id)).toBe("proven");
    await look(days(2.2), ways("absent"));
    expect(await getIdentity(admin(), { id })).toMatchObject({
      state: "missing",
      words: { text: expect.stringContaining("7 days") as string },
    });
    await look(days(8), ways("absent"));
    expect(await stateOf(id)).toBe("missing");
    await look(days(9.3), ways("absent"));
    expect(await stateOf(id)).toBe("lost");
    const told = await db.outboxEvent.findMany({
      where: { subjectId: id, topic: "publisher.proof" },
      select: { title: true, recipients: true },
    });
    expect(told).toHaveLength(2);
    expect(told[0]?.recipients).toContain(member.id);
    await look(days(10.5), ways("absent", "proven"));
    expect(await getIdentity(admin(), { id })).toMatchObject({
      state: "proven",
      method: "well_known",
    });
  });

  test("cannot be taken back: every check stays as it was", async () => {
    const { id } = await publisher();
    await verifyIdentity(admin(), { id }, ways("proven"));
    await expect(db.publisherCheck.deleteMany({ where: { publisherId: id } })).rejects.toThrow();
    await removeIdentity(admin(), { id });
    expect(await db.publisherCheck.count({ where: { publisherId: id } })).toBe(1);
    expect(await getIdentity(admin(), { id })).toBeNull();
  });
});

describe("namespaces", () => {
  test("belong to one publisher, and none is given below another one's", async () => {
    const { namespace, word } = await publisher();
    const sub = { name: `Sub ${word}`, kind: "domain", identity: `tools.${word}.com` };
    const claim = (namespaces: string[]) => createIdentity(admin(), { ...sub, namespaces });
    const refused = { code: "invalid", fields: { namespaces: [expect.any(String)] } };
    await expect(claim([`${namespace}.tools`])).rejects.toMatchObject(refused);
    await expect(claim([namespace])).rejects.toMatchObject(refused);
    const { id } = await claim([]);
    await expect(changeNamespaces(admin(), { id, namespaces: "org.other" })).rejects.toMatchObject(
      refused,
    );
  });

  test("are given once when two claim them at once", async () => {
    const word = `t${randomUUID().slice(0, 8)}`;
    const claim = (identity: string, namespace: string) => () =>
      createIdentity(admin(), {
        name: identity,
        kind: "domain",
        identity,
        namespaces: [namespace],
      });
    const outcomes = await raceOnLock("gatehouse.namespaces", [
      claim(`${word}.com`, `com.${word}`),
      claim(`a.${word}.com`, `com.${word}.a`),
    ]);
    const won = outcomes.filter(({ status }) => status === "fulfilled").length;
    // The lesser one may come first; below the greater one it is not given afterwards.
    const both = await db.publisherNamespace.count({
      where: { namespace: { startsWith: `com.${word}` } },
    });
    expect(both).toBe(won);
    expect(won).toBeGreaterThan(0);
  });

  test("decide in the facts of a scan: granted, tier, proof of the domain", async () => {
    const team = await createTeam();
    const { id, namespace } = await publisher({ team: team.slug });
    const server = await createServer({ name: `${namespace}.tools/x`, ownerTeamId: team.id });
    const { id: versionId } = await db.serverVersion.findFirstOrThrow({
      where: { serverId: server.id },
    });
    const facts = () => loadEntryFacts(systemContext(), { versionId, option: "packages[0]" });
    expect(await facts()).toMatchObject({ namespaceGranted: true, domainProof: null });
    await verifyIdentity(admin(), { id }, ways("absent", "proven"));
    // A file proves the very host only.
    expect(await facts()).toMatchObject({ namespaceGranted: true, domainProof: null });
    await verifyIdentity(admin(), { id }, ways("proven"));
    expect(await facts()).toMatchObject({ domainProof: "dns", publisherTier: null });
    const request = await db.request.create({
      data: {
        kind: "list_server",
        serverId: server.id,
        serverName: server.name,
        requesterId: (await createPerson()).id,
        title: "t",
        origin: "form",
      },
    });
    await db.approval.create({
      data: {
        serverId: server.id,
        version: "1.0.0",
        checksum: "c".repeat(64),
        requestId: request.id,
      },
    });
    expect(await facts()).toMatchObject({ publisherTier: 2 });
    expect(await getServerPublisher(admin(), { name: server.name })).toMatchObject({
      publisher: { id, proof: "dns" },
      tier: 2,
    });
    const other = await createTeam();
    const security = await createPerson(["security"]);
    await assignOwner(security.ctx(), { name: server.name, team: other.slug, deputy: "" });
    expect(await facts()).toMatchObject({ namespaceGranted: false, publisherTier: 3 });
  });

  test("that are reserved are nobody's, with everything below them, until freed or given away", async () => {
    const word = `t${randomUUID().slice(0, 8)}`;
    const server = await createServer({ name: `com.${word}.a/x` });
    const reserved = async () =>
      (await getServerPublisher(admin(), { name: server.name }))?.namespaceReserved;
    expect(await reserved()).toBe(false);
    const asked = { namespace: `com.${word}`, reason: "A name of our own." };
    await reserveNamespace(admin(), asked);
    await expect(reserveNamespace(admin(), asked)).rejects.toMatchObject({ code: "conflict" });
    expect(await reserved()).toBe(true);
    expect((await listIdentities(admin(), {})).reserved).toContainEqual(
      expect.objectContaining(asked),
    );
    await freeNamespace(admin(), { namespace: asked.namespace });
    expect(await reserved()).toBe(false);
  });
});

describe("a handover", () => {
  async function handedOver() {
    const [from, to] = [await createTeam(), await createTeam()];
    const { id } = await publisher({ team: from.slug });
    await handOverIdentity(admin(), { id, team: to.slug });
    const teamOf = async () => (await getIdentity(admin(), { id }))?.team?.slug;
    const wait = (count: number) =>
      checkIdentities(() => on(systemContext(), days(count)), {
        signal: new AbortController().signal,
        ways: ways("absent"),
      });
    return { id, from, to, teamOf, wait };
  }

  test("takes effect after seven days, seen by everybody until then", async () => {
    const { id, from, to, teamOf, wait } = await handedOver();
    const anybody = await createPerson();
    expect(await getIdentity(anybody.ctx(), { id })).toMatchObject({
      handover: { team: { slug: to.slug } },
    });
    await wait(6.9);
    expect(await teamOf()).toBe(from.slug);
    await wait(7.1);
    expect(await teamOf()).toBe(to.slug);
    const { namespace } =
      (await db.publisherNamespace.findFirst({ where: { publisherId: id } })) ?? {};
    const server = await createServer({ name: `${namespace}/x`, ownerTeamId: to.id });
    const { id: versionId } = await db.serverVersion.findFirstOrThrow({
      where: { serverId: server.id },
    });
    const later = { ...systemContext(), now: days(9.2) };
    expect(await loadEntryFacts(later, { versionId, option: "packages[0]" })).toMatchObject({
      transferredDaysAgo: 2,
    });
    expect(
      await db.auditEvent.count({ where: { targetId: id, action: "identity.take_over" } }),
    ).toBe(1);
  });

  test("is stopped by the team that gives away, not by the one that gets it", async () => {
    const { id, from, to, teamOf, wait } = await handedOver();
    const [giver, getter] = [await createPerson([], [from.id]), await createPerson([], [to.id])];
    await expect(stopHandover(getter.ctx(), { id })).rejects.toMatchObject({ code: "forbidden" });
    await stopHandover(giver.ctx(), { id });
    await wait(8);
    expect(await teamOf()).toBe(from.slug);
    await expect(stopHandover(giver.ctx(), { id })).rejects.toMatchObject({ code: "conflict" });
  });
});
