import { expect, test } from "vitest";
import type { OPERATIONS } from "#lib/management-api/operations.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { recordToolScan } from "#lib/testing/tool-scans.ts";
import { cleanTool } from "#lib/testing/trust-facts.ts";
import { AT, days } from "#lib/testing/trust-results.ts";
import { scannableServer } from "#lib/testing/trust-scans.ts";
import { toolSetHash } from "#lib/trust/declared-tools.ts";
import { POST as decide } from "./[name]/trust/tools/decisions/route.ts";
import { GET as drift } from "./[name]/trust/tools/route.ts";

const fits = (route: unknown, body: unknown) =>
  expect(
    (route as { operation: (typeof OPERATIONS)[number] }).operation.answer.schema?.safeParse(body)
      .error,
  ).toBeUndefined();

const BEFORE = [cleanTool({ name: "one" }), cleanTool({ name: "two" })];
const AFTER = [cleanTool({ name: "one", annotations: null }), cleanTool({ name: "three" })];

test("pipelines of security read what changed and decide; a decision on an older set is a conflict", async () => {
  const server = await scannableServer();
  const params = { name: server.name };
  const [as, stranger] = [
    await tokenFor(await createPerson(["security"])),
    await tokenFor(await createPerson()),
  ];
  const decision = (tools: typeof BEFORE, more: object = {}) => ({
    ...{ option: "packages[0]", decision: "accept", setHash: toolSetHash(tools) },
    ...{ reason: "Looked at it.", ...more },
  });
  await recordToolScan(server, { at: AT, tools: BEFORE });
  const first = await call(decide, { as, params, body: decision(BEFORE) });
  fits(decide, first.body);
  expect([first.status, first.body["held"]]).toEqual([200, []]);

  await recordToolScan(server, { at: days(1), tools: AFTER });
  const seen = await call(drift, { as: stranger, params });
  fits(drift, seen.body);
  expect(seen.body).toMatchObject({
    held: ["one", "three"],
    refusal: expect.stringContaining("Ask one of them") as string,
    options: [{ changes: [{ tool: "one" }, { tool: "three", formerName: "two" }] }],
  });
  const body = decision(AFTER, { tools: ["three"] });
  expect((await call(decide, { as: stranger, params, body })).status).toBe(403);
  expect((await call(decide, { as, params, body: decision(BEFORE) })).status).toBe(409);
  const some = await call(decide, { as, params, body });
  expect([some.status, some.body["held"]]).toEqual([200, ["one"]]);
  expect((await call(drift, { as, params, query: "?version=9.9.9" })).status).toBe(404);
});
