import { describe, expect, test } from "vitest";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { waivedServer, weakServer } from "#lib/testing/trust-waivers.ts";
import { GET as exported } from "../servers/[name]/trust/export/route.ts";
import { GET as trust } from "../servers/[name]/trust/route.ts";
import { GET as waivers } from "../servers/[name]/trust/waivers/route.ts";
import { POST as ask } from "../requests/route.ts";
import { POST as end } from "./[id]/end/route.ts";

type Route = {
  operation: { answer: { schema: { safeParse(body: unknown): { error?: unknown } } | null } };
};
const fits = (route: unknown, body: unknown) =>
  expect((route as Route).operation.answer.schema?.safeParse(body).error).toBeUndefined();

describe("waivers for machines", () => {
  test("are asked for, listed, told in the trust and the export, and ended", async () => {
    const { server, owner, waiver, request } = await waivedServer();
    const params = { name: server.name };
    const auditor = await tokenFor(await createPerson(["auditor"]));
    const list = await call(waivers, { as: auditor, params });
    fits(waivers, list.body);
    expect(list.body).toMatchObject({
      waivers: [
        {
          id: waiver.id,
          control: "SC-02",
          request: `R-${request.number}`,
          state: "in_force",
          end: null,
          findings: [{ code: "SC-02/high-likely" }],
        },
      ],
    });
    const whole = await call(trust, { as: auditor, params });
    fits(trust, whole.body);
    expect(whole.body).toMatchObject({ waivers: { all: [{ id: waiver.id }], mayAsk: false } });
    const file = await call(exported, { as: auditor, params, query: "?version=1.0.0" });
    fits(exported, file.body);
    expect(file.body).toMatchObject({
      options: [
        { waivers: [{ id: waiver.id, reason: waiver.reason, request: `R-${request.number}` }] },
      ],
    });

    const body = { reason: "It is called after all." };
    const asOwner = await tokenFor(owner);
    const refused = await call(end, {
      as: await tokenFor(await createPerson()),
      params: { id: waiver.id },
      body,
    });
    expect(refused.status).toBe(403);
    expect((await call(end, { as: asOwner, params: { id: waiver.id }, body })).status).toBe(200);
    expect((await call(end, { as: asOwner, params: { id: waiver.id }, body })).status).toBe(409);
    const after = await call(waivers, { as: auditor, params });
    expect(after.body).toMatchObject({
      waivers: [{ state: "ended", end: { reason: body.reason } }],
    });
  });

  test("are asked for by requests, with the field named for what cannot be waived", async () => {
    const { server, owner } = await weakServer();
    const asked = {
      kind: "trust_waiver",
      serverName: server.name,
      version: "1.0.0",
      option: "packages[0]",
      control: "SC-02",
      days: 10,
      justification: "It is never called.",
    };
    const as = await tokenFor(owner);
    expect((await call(ask, { as, body: { ...asked, control: "SC-01" } })).status).toBe(400);
    expect((await call(ask, { as, body: asked })).status).toBe(201);
  });
});
