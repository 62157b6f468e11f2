import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { anonymousContext, userContext } from "#lib/testing/context.ts";
import {
  addVersion,
  createServer,
  createTeam as mintTeam,
  createUser,
} from "#lib/testing/factories.ts";
import { addMember } from "./add-member.ts";
import { changeTeam } from "./change-team.ts";
import { createTeam } from "./create-team.ts";
import { getTeam } from "./get-team.ts";
import { listMyServers } from "./list-my-servers.ts";
import { listTeams } from "./list-teams.ts";
import { removeMember } from "./remove-member.ts";
import { removeTeam } from "./remove-team.ts";

const admin = () => userContext("admin");
const newSlug = () => `team-${randomUUID().slice(0, 12)}`;
const actionsOn = async (targetId: string) =>
  (await db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } })).map(
    (record) => record.action,
  );

test.each(["engineer", "security", "auditor"] as const)(
  "%s reads teams but changes none",
  async (role) => {
    const { slug } = await mintTeam();
    const { email } = await createUser();
    const ctx = userContext(role);
    expect(await getTeam(ctx, { slug })).toMatchObject({ slug, manages: false });
    for (const act of [
      () => createTeam(ctx, { slug: newSlug(), name: "New" }),
      () => changeTeam(ctx, { slug, name: "Other" }),
      () => removeTeam(ctx, { slug }),
      () => addMember(ctx, { slug, email }),
      () => removeMember(ctx, { slug, email }),
    ])
      await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  },
);

test("strangers see no team", async () => {
  await expect(listTeams(anonymousContext(), {})).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

test("a team is made, changed, joined, left and removed, each on record", async () => {
  const slug = newSlug();
  const { email } = await createUser({ name: "Member" });
  await createTeam(admin(), { slug, name: "Search", description: "", channel: "" });
  const { id } = await db.team.findUniqueOrThrow({ where: { slug } });
  await changeTeam(admin(), { slug, name: "Search & find", channel: "#find" });
  await changeTeam(admin(), { slug, name: "Search & find", channel: "#find" });
  await addMember(admin(), { slug, email });
  await addMember(admin(), { slug, email });
  expect(await getTeam(admin(), { slug })).toMatchObject({
    name: "Search & find",
    channel: "#find",
    manages: true,
    members: [{ email }],
  });
  await removeMember(admin(), { slug, email });
  await removeTeam(admin(), { slug });
  expect(await getTeam(admin(), { slug })).toBeNull();
  expect((await actionsOn(id)).sort()).toEqual([
    "team.add_member",
    "team.change",
    "team.create",
    "team.remove",
    "team.remove_member",
  ]);
});

test("a team that owns servers stays, and the refusal names them", async () => {
  const team = await mintTeam("Owners");
  const server = await createServer({ ownerTeamId: team.id });
  await expect(removeTeam(admin(), { slug: team.slug })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(server.name),
  });
  expect(await actionsOn(team.id)).toEqual([]);
});

test("a short name that is taken or malformed names its field", async () => {
  const { slug } = await mintTeam();
  for (const bad of [slug, "Two Words", "-x", "a--b"])
    await expect(createTeam(admin(), { slug: bad, name: "Name" })).rejects.toMatchObject({
      fields: { slug: [expect.any(String)] },
    });
});

test.each([
  ["somebody unknown", async () => `${randomUUID()}@test.example`],
  ["a disabled account", async () => (await createUser({ disabledAt: new Date() })).email],
])("%s cannot join a team", async (_who, address) => {
  const { slug } = await mintTeam();
  await expect(addMember(admin(), { slug, email: await address() })).rejects.toMatchObject({
    fields: { email: [expect.any(String)] },
  });
});

test("counts and lists hold only what the reader may see", async () => {
  const team = await mintTeam();
  await createServer({ ownerTeamId: team.id });
  await createServer({ ownerTeamId: team.id, lifecycle: "in_review" });
  const seenBy = async (ctx: ReturnType<typeof userContext>) => {
    const row = (await listTeams(ctx, {})).find((other) => other.slug === team.slug);
    const page = await getTeam(ctx, { slug: team.slug });
    expect(page?.total).toBe(row?.servers);
    return row?.servers;
  };
  expect(await seenBy(userContext("engineer"))).toBe(1);
  expect(await seenBy(userContext("engineer", { teamIds: [team.id] }))).toBe(2);
  expect(await seenBy(userContext("security"))).toBe(2);
});

test("my servers are my teams' servers, with what needs attention", async () => {
  const [mine, other] = [await mintTeam("Mine"), await mintTeam("Other")];
  const server = await createServer({ ownerTeamId: mine.id, classification: null });
  await addVersion(server, {
    version: "2.0.0",
    orderKey: "12.0.0",
    lifecycle: "candidate",
    approvedAt: null,
  });
  await createServer({ ownerTeamId: other.id });
  const view = await listMyServers(userContext("engineer", { teamIds: [mine.id] }), {});
  expect(view).toMatchObject({ total: 1, teams: [{ slug: mine.slug }] });
  expect(view.servers[0]).toMatchObject({ name: server.name, latestVersion: "1.0.0" });
  expect(view.servers[0]?.attention.map((item) => item.kind)).toEqual([
    "no_classification",
    "no_deputy",
    "candidate_versions",
    "no_support",
  ]);
});

test("a deployment that a stricter rule leaves behind is its owner's to see", async () => {
  const team = await mintTeam();
  const server = await createServer({ ownerTeamId: team.id, classification: "restricted" });
  await db.deployment.create({
    data: {
      serverId: server.id,
      environment: "production",
      model: "self_hosted",
      provider: "Cluster",
      operatedBy: "Platform",
    },
  });
  // The rule that admitted it goes while triggers sleep: rules are shared by every test.
  await asOwner(async (client) => {
    await client.query("SET LOCAL session_replication_role = replica");
    await client.query(`UPDATE "Deployment" SET "model" = 'cloud' WHERE "serverId" = $1`, [
      server.id,
    ]);
  });
  const view = await listMyServers(userContext("engineer", { teamIds: [team.id] }), {});
  expect(view.servers[0]?.attention[0]).toMatchObject({ kind: "rule_violation" });
});
