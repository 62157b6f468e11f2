import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createServer, reviewCast, serverDocument, uniqueName } from "#lib/testing/factories.ts";
import { createRequest } from "./create-request.ts";
import { REQUEST_KINDS } from "./core/words.ts";
import { editRequest } from "./edit-request.ts";
import { getRequest } from "./get-request.ts";
import { submitRequest } from "./submit-request.ts";

const draft = { submit: false };
const fieldsOf = async (outcome: Promise<unknown>) => {
  const error = await outcome.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "invalid" });
  return Object.keys((error as { fields: object }).fields).sort();
};

describe("a draft", () => {
  test.each(REQUEST_KINDS)("of the kind %s is kept with nothing said but that", async (kind) => {
    const { requester } = await reviewCast();
    const { id } = await createRequest(requester.ctx(), { kind, ...draft });
    const view = await getRequest(requester.ctx(), { id });
    expect(view).toMatchObject({ state: "draft", serverName: "", justification: "", payload: {} });
    expect(view?.title).toMatch(/without a name yet/);
    const refused = submitRequest(requester.ctx(), { requestId: id, revision: 1 });
    expect(await fieldsOf(refused)).toContain("justification");
    expect(await getRequest(requester.ctx(), { id })).toMatchObject({ state: "draft" });
  });

  test("keeps a server.json that does not fit yet as it was written, with the name it gives", async () => {
    const { requester } = await reviewCast();
    const name = uniqueName();
    const texts = ["{ not yet", JSON.stringify({ name, description: "Half of it" })];
    for (const server of texts) {
      const { id } = await createRequest(requester.ctx(), {
        kind: "list_server",
        server,
        ...draft,
      });
      expect(await getRequest(requester.ctx(), { id })).toMatchObject({
        payload: { server },
        serverName: server === texts[1] ? name : "",
        change: { json: null },
      });
    }
  });

  test("is completed piece by piece, and submitted when nothing is missing", async () => {
    const { requester, first, team, listing } = await reviewCast();
    const ctx = requester.ctx();
    const { id: requestId } = await createRequest(ctx, {
      kind: "list_server",
      server: "{",
      deployment: { environment: "production" },
      ...draft,
    });
    const submit = (revision: number) => submitRequest(ctx, { requestId, revision });
    expect(await fieldsOf(submit(1))).toEqual([
      "dataClassification",
      "deployment.operatedBy",
      "deployment.provider",
      "deploymentModel",
      "justification",
      "ownerTeam",
      "server",
    ]);
    await editRequest(ctx, {
      requestId,
      revision: 1,
      server: listing.server,
      justification: "Needed.",
      ...draft,
    });
    expect(await fieldsOf(submit(2))).toEqual([
      "dataClassification",
      "deploymentModel",
      "ownerTeam",
    ]);
    await editRequest(ctx, { ...listing, requestId, revision: 2, ...draft });
    expect(await submit(3)).toMatchObject({ state: "submitted", revision: 3 });
    expect(await getRequest(first.ctx(), { id: requestId })).toMatchObject({
      serverName: listing.server.name,
      ownerTeam: { slug: team.slug },
      tier: "high",
    });
  });

  test("is read again in full when it is submitted: the catalog may have changed since", async () => {
    const { requester, listing } = await reviewCast();
    const { id: requestId } = await createRequest(requester.ctx(), { ...listing, ...draft });
    await createServer({ name: listing.server.name });
    expect(await fieldsOf(submitRequest(requester.ctx(), { requestId, revision: 1 }))).toEqual([
      "server",
    ]);
  });

  test("whose risk is another by now is submitted as a revision of its own", async () => {
    const { owner, team } = await reviewCast();
    const document = serverDocument();
    const server = await createServer({
      name: document.name,
      ownerTeamId: team.id,
      classification: "public",
    });
    const { id: requestId } = await createRequest(owner.ctx(), {
      kind: "add_version",
      server: { ...document, version: "2.0.0" },
      justification: "New.",
      ...draft,
    });
    await db.server.update({ where: { id: server.id }, data: { classification: "restricted" } });
    expect(await submitRequest(owner.ctx(), { requestId, revision: 1 })).toMatchObject({
      state: "submitted",
      revision: 2,
    });
    const view = await getRequest(owner.ctx(), { id: requestId });
    expect(view?.riskReasons.length).toBeGreaterThan(0);
    expect(view?.revision).toBe(2);
  });

  test("has its fields checked where they are given, and its size bounded", async () => {
    const { requester } = await reviewCast();
    const ctx = requester.ctx();
    const refused = (more: Record<string, unknown>) =>
      fieldsOf(createRequest(ctx, { kind: "list_server", ...draft, ...more }));
    expect(await refused({ dataClassification: "secret" })).toEqual(["dataClassification"]);
    expect(await refused({ ownerTeam: "no-such-team" })).toEqual(["ownerTeam"]);
    expect(await refused({ serverName: "no name" })).toEqual(["serverName"]);
    expect(await refused({ server: "x".repeat(1_048_577) })).toEqual(["server"]);
    expect(await refused({ server: { text: "x".repeat(1_048_577) } })).toEqual(["server"]);
    expect(await refused({ server: "{ \u0000" })).toEqual(["server"]);
    expect(await refused({ server: "{ \ud800" })).toEqual(["server"]);
    expect(await refused({ deployment: { address: "https://me:secret@x.example" } })).toEqual([
      "deployment.address",
    ]);
    expect(await refused({ tools: [{ name: 5 }] })).toEqual(["tools.0.name"]);
  });
});

test("a submission names every field that is missing at once", async () => {
  const { requester } = await reviewCast();
  const asked = (more: Record<string, unknown>) => fieldsOf(createRequest(requester.ctx(), more));
  expect(await asked({ kind: "list_server" })).toEqual([
    "dataClassification",
    "deploymentModel",
    "justification",
    "ownerTeam",
    "server",
  ]);
  expect(await asked({ kind: "exception", server: serverDocument() })).toEqual([
    "days",
    "justification",
    "rule",
    "serverName",
  ]);
  expect(await asked({ kind: "change_server", justification: "Because." })).toEqual([
    "dataClassification",
    "serverName",
  ]);
});
