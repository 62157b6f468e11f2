import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { systemContext } from "#lib/testing/context.ts";
import { changePublisher } from "./change-publisher.ts";
import { GITHUB_ISSUER } from "./core/issuer-rules.ts";
import { createPublisher } from "./create-publisher.ts";
import { exchangeToken } from "./exchange-token.ts";
import { listPublishers } from "./list-publishers.ts";
import { removePublisher } from "./remove-publisher.ts";

async function cast() {
  const team = await createTeam();
  const [admin, person] = await Promise.all([createPerson(["admin"]), createPerson([], [team.id])]);
  const input = {
    name: `Files ${randomUUID()}`,
    preset: "github",
    githubRepository: `acme/files-${randomUUID()}`,
    githubRef: "refs/heads/main",
    audience: "https://registry.acme.example",
    names: "io.github.acme/files\nio.github.acme.more/*",
    person: person.email,
  };
  return { team, admin, person, input };
}
const viewOf = async (admin: Awaited<ReturnType<typeof createPerson>>, id: string) =>
  (await listPublishers(admin.ctx(), {})).find((one) => one.id === id);
const actionsOf = async (targetId: string) =>
  (await db.auditEvent.findMany({ where: { targetId }, orderBy: { at: "asc" } })).map(
    (row) => row.action,
  );

describe("a publisher", () => {
  test("of GitHub Actions is the claims of its repository, branch and environment", async () => {
    const { admin, person, team, input } = await cast();
    const { id } = await createPublisher(admin.ctx(), input);
    expect(await viewOf(admin, id)).toMatchObject({
      issuer: GITHUB_ISSUER,
      claims: { repository: input.githubRepository, ref: "refs/heads/main" },
      names: ["io.github.acme/files", "io.github.acme.more/*"],
      person: { email: person.email, teams: [team.name] },
      problem: null,
      enabled: true,
      lastUse: null,
    });
    expect(await actionsOf(id)).toEqual(["publisher.create"]);
  });

  test("changes what is given, and its tokens end at once", async () => {
    const { admin, input } = await cast();
    const { id } = await createPublisher(admin.ctx(), input);
    const { expiresAt } = await exchangeToken(systemContext(), {
      issuer: GITHUB_ISSUER,
      proof: randomUUID().replaceAll("-", "").repeat(2),
      claims: {
        sub: "x",
        aud: input.audience,
        repository: input.githubRepository,
        ref: "refs/heads/main",
      },
    });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
    await changePublisher(admin.ctx(), { id, names: ["io.github.acme/other"] });
    expect(await viewOf(admin, id)).toMatchObject({
      names: ["io.github.acme/other"],
      claims: { repository: input.githubRepository },
      lastUse: { subject: "x" },
    });
    expect(
      await db.registryToken.count({ where: { publisherId: id, expiresAt: { gt: new Date() } } }),
    ).toBe(0);
    await changePublisher(admin.ctx(), { id, names: ["io.github.acme/other"] });
    expect(await actionsOf(id)).toEqual([
      "publisher.create",
      "publisher.exchange",
      "publisher.change",
    ]);
  });

  test("goes with its tokens", async () => {
    const { admin, input } = await cast();
    const { id } = await createPublisher(admin.ctx(), input);
    await removePublisher(admin.ctx(), { id });
    expect(await viewOf(admin, id)).toBeUndefined();
    expect(await actionsOf(id)).toEqual(["publisher.create", "publisher.remove"]);
    await expect(removePublisher(admin.ctx(), { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("whose person left says so", async () => {
    const { admin, person, input } = await cast();
    const { id } = await createPublisher(admin.ctx(), input);
    await db.teamMember.deleteMany({ where: { userId: person.id } });
    expect((await viewOf(admin, id))?.problem).toMatch(/in no team/);
    await db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } });
    expect((await viewOf(admin, id))?.problem).toMatch(/disabled/);
  });
});

describe("is refused, with the field that is wrong:", () => {
  const custom = { preset: "custom", issuer: "https://ci.acme.example", claims: "ref = main" };
  test.each<[string, Record<string, unknown>, string]>([
    ["a repository without an owner", { githubRepository: "files" }, "githubRepository"],
    ["a repository with a star", { githubRepository: "acme/*" }, "githubRepository"],
    ["no issuer", { ...custom, issuer: "" }, "issuer"],
    ["http from outside", { ...custom, issuer: "http://ci.acme.example" }, "issuer"],
    ["an issuer with a query", { ...custom, issuer: "https://ci.acme.example?x=1" }, "issuer"],
    ["credentials in the issuer", { ...custom, issuer: "https://u:p@ci.acme.example" }, "issuer"],
    ["no claims", { ...custom, claims: "" }, "claims"],
    ["claims that are no lines", { ...custom, claims: "main" }, "claims"],
    ["everybody's GitHub", { ...custom, issuer: GITHUB_ISSUER }, "claims"],
    ["a name that is none", { names: ["acme"] }, "names"],
    ["all names", { names: ["*"] }, "names"],
    ["no names", { names: [] }, "names"],
    ["no audience", { audience: "" }, "audience"],
    ["a stranger", { person: "nobody@test.example" }, "person"],
    ["no name", { name: "" }, "name"],
  ])("%s", async (_case, wrong, field) => {
    const { admin, input } = await cast();
    const refusal = await createPublisher(admin.ctx(), { ...input, ...wrong }).catch((e) => e);
    expect(refusal).toMatchObject({ code: "invalid", fields: { [field]: [expect.any(String)] } });
  });

  test("a person in no team, or disabled", async () => {
    const { admin, person, input } = await cast();
    const alone = await createPerson();
    const fields = { person: [expect.any(String)] };
    await expect(
      createPublisher(admin.ctx(), { ...input, person: alone.email }),
    ).rejects.toMatchObject({ fields });
    await db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } });
    await expect(createPublisher(admin.ctx(), input)).rejects.toMatchObject({ fields });
  });

  test("a change that would let in everybody", async () => {
    const { admin, input } = await cast();
    const { id } = await createPublisher(admin.ctx(), input);
    await expect(
      changePublisher(admin.ctx(), { id, claims: { ref: "refs/heads/main" } }),
    ).rejects.toMatchObject({ fields: { claims: [expect.any(String)] } });
    await expect(
      changePublisher(admin.ctx(), { id, issuer: "http://127.0.0.1:9" }),
    ).rejects.toMatchObject({ fields: { issuer: [expect.any(String)] } });
  });

  test("a second one of the same name", async () => {
    const { admin, input } = await cast();
    await createPublisher(admin.ctx(), input);
    await expect(createPublisher(admin.ctx(), input)).rejects.toMatchObject({ code: "conflict" });
  });
});
