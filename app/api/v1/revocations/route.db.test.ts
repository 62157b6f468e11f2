import { expect, test } from "vitest";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { installing, uniquePackage } from "#lib/testing/revocations.ts";
import { GET as getServer } from "../servers/[name]/route.ts";
import { POST as LIFT } from "./[id]/lift/route.ts";
import { POST as STEP } from "./[id]/steps/route.ts";
import { GET, POST } from "./route.ts";

test("security revokes and somebody else lifts over HTTP; each answer says what it stops", async () => {
  const [one, other] = [await createPerson(["security"]), await createPerson(["admin"])];
  const [as, by] = [await tokenFor(one), await tokenFor(other)];
  const identifier = uniquePackage();
  const server = await installing({ identifier });
  const body = { subject: `pkg:npm/${identifier}`, kind: "malicious", reason: "It steals keys." };
  const made = await call(POST, { as, body });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    subject: `npm:${identifier}`,
    servers: [{ name: server.name, versions: ["1.0.0"] }],
  });
  const id = String(made.body["id"]);
  const listed = await call(GET, { as: by, query: "?state=in_force" });
  expect(listed.body["revocations"]).toContainEqual(
    expect.objectContaining({ id, by: "Test", mayLift: true, versionCount: 1 }),
  );
  const shown = await call(getServer, { as, params: { name: server.name } });
  expect(shown.body["revocation"]).toMatchObject({ id, kind: "malicious" });

  const lift = (who: string) =>
    call(LIFT, { as: who, params: { id }, body: { reason: "A false alarm." } });
  expect(await lift(as)).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(await lift(by)).toMatchObject({
    status: 201,
    body: { id, state: "lifted", stillRevoked: [] },
  });
  expect((await lift(by)).status).toBe(409);
  const after = await call(getServer, { as, params: { name: server.name } });
  expect(after.body["revocation"]).toBeNull();
});

test("what was done after a compromise is written down over HTTP, and then it is lifted", async () => {
  const [as, by] = [
    await tokenFor(await createPerson(["security"])),
    await tokenFor(await createPerson(["admin"])),
  ];
  const server = await installing({});
  const body = { subject: server.name, kind: "compromised", reason: "Its keys were stolen." };
  const id = String((await call(POST, { as, body })).body["id"]);
  const lift = () => call(LIFT, { as: by, params: { id }, body: { reason: "They are back." } });
  expect((await lift()).status).toBe(409);
  for (const step of ["verify", "reset", "review"])
    expect(await call(STEP, { as, params: { id }, body: { step, note: "Done." } })).toMatchObject({
      status: 201,
      body: { step, isLate: false },
    });
  expect((await lift()).status).toBe(201);
});

test("what cannot be revoked is refused at its field", async () => {
  const as = await tokenFor(await createPerson(["security"]));
  const answer = await call(POST, { as, body: { subject: "left pad", kind: "bad", reason: "x" } });
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body["fields"] ?? {}).sort()).toEqual(["kind", "reason"]);
  const body = { subject: "left pad", kind: "malicious", reason: "It steals keys." };
  expect((await call(POST, { as, body })).body["fields"]).toHaveProperty("subject");
});
