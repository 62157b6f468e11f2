import { afterAll, beforeAll, expect, test } from "vitest";
import { intakeOf } from "#lib/intake/inspect-reference.ts";
import { writeJson, writeTools } from "#lib/intake/core/request-form.ts";
import { sealEvidence } from "#lib/intake/seal-evidence.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { createPerson, createTeam, uniqueName } from "#lib/testing/factories.ts";
import { npmDocument, startPackageRegistries } from "#lib/testing/package-registries.ts";
import { weakServer } from "#lib/testing/trust-waivers.ts";
import { editedValues } from "../[number]/edit/edit-values.ts";
import { requestInput } from "./form-input.ts";

let world: Awaited<ReturnType<typeof startPackageRegistries>>;
beforeAll(async () => {
  world = await startPackageRegistries();
});
afterAll(() => world.close());

async function filledIn() {
  const [person, team] = [await createPerson(), await createTeam()];
  const name = uniqueName("files").replace("test.", "@t").replace("/", "-x/");
  world.put(
    `/npm/${name.replace("/", "%2F")}`,
    npmDocument(name, { mcpName: uniqueName("files") }),
  );
  const view = await intakeOf(world.sources)(person.ctx(), { reference: name });
  const values = {
    kind: "list_server",
    server: writeJson(view.document),
    tools: writeTools([]),
    evidence: sealEvidence(view.evidence, person.id),
    ownerTeam: team.slug,
    dataClassification: "internal",
    deploymentModel: "self_hosted",
    justification: "Needed.",
    days: "",
    successor: "",
    "deployment.environment": "",
    submit: "true",
  };
  return { person, view, values };
}

test("what intake filled in is accepted as it stands, with its evidence", async () => {
  const { person, view, values } = await filledIn();
  const ctx = person.ctx();
  const { id, state } = await createRequest(ctx, requestInput(ctx, values));
  expect(state).toBe("submitted");
  const request = await getRequest(ctx, { id });
  expect(request).toMatchObject({ serverName: view.document["name"], evidence: view.evidence });
});

test("evidence that intake did not seal for this person is not passed on", async () => {
  const { values } = await filledIn();
  const other = await createPerson();
  expect(requestInput(other.ctx(), values)).toMatchObject({ evidence: null });
  expect(requestInput(other.ctx(), { ...values, evidence: '{"licence":"MIT"}' })).toMatchObject({
    evidence: null,
  });
});

test("a request opened for editing and sent as it is asks for the same, evidence included", async () => {
  const { person, values } = await filledIn();
  const ctx = person.ctx();
  const tools = writeTools([
    {
      name: "a",
      title: null,
      description: "b\u200b",
      inputSchema: { type: "object" },
      outputSchema: null,
      annotations: { readOnlyHint: true },
    },
  ]);
  const input = requestInput(ctx, { ...values, tools, categories: "a, b", submit: "false" });
  const { id } = await createRequest(ctx, input);
  const before = await getRequest(ctx, { id });
  if (!before) throw new Error("no request");
  await editRequest(
    ctx,
    requestInput(ctx, { ...editedValues(before, person.id), submit: "false" }),
  );
  const after = await getRequest(ctx, { id });
  expect(after).toMatchObject({
    state: "draft",
    revision: 2,
    digest: before.digest,
    payload: before.payload,
    evidence: before.evidence,
  });
});

test("tools that cannot be read are refused at their field", async () => {
  const { person, values } = await filledIn();
  expect(() => requestInput(person.ctx(), { ...values, tools: "[" })).toThrow(
    expect.objectContaining({ fields: { tools: [expect.any(String)] } }) as Error,
  );
});

test("a waiver is asked for by its form, and edited with the same fields", async () => {
  const { server, owner } = await weakServer();
  const values = {
    kind: "trust_waiver",
    serverName: server.name,
    ...{ version: "1.0.0", option: "packages[0]", control: "SC-02", days: "30" },
    justification: "It is never called.",
    submit: "true",
  };
  const { id } = await createRequest(owner.ctx(), requestInput(owner.ctx(), values));
  const request = await getRequest(owner.ctx(), { id });
  expect(request).toMatchObject({
    title: expect.stringMatching(/^Waive SC-02 for .* 1\.0\.0$/) as string,
    payload: { control: "SC-02", days: 30, findings: [{ code: "SC-02/high-likely" }] },
  });
  if (request === null) throw new Error("It was just made.");
  const again = { ...editedValues(request, owner.id), days: "10", submit: "true" };
  expect(await editRequest(owner.ctx(), requestInput(owner.ctx(), again))).toMatchObject({
    revision: 2,
    state: "submitted",
  });
});
