import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { reviewCast } from "#lib/testing/factories.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { CREATE_REQUEST, LIST_REQUESTS } from "#lib/management-api/operations/requests.ts";
import { GET, POST } from "./route.ts";

test("a request is created, with its id, state, revision, tier and what it takes", async () => {
  const { requester, listing } = await reviewCast();
  const answer = await call(POST, { as: await tokenFor(requester), body: listing });
  expect(answer.status).toBe(201);
  expect(CREATE_REQUEST.answer.schema?.safeParse(answer.body).error).toBeUndefined();
  expect(answer.body).toMatchObject({
    number: expect.stringMatching(/^R-\d+$/) as string,
    state: "submitted",
    revision: 1,
    riskTier: expect.any(String) as string,
    requiredApprovals: expect.any(Number) as number,
  });
  expect(answer.headers.get("location")).toBe(`/api/v1/requests/${answer.body["id"] as string}`);
  expect(answer.headers.get("etag")).toBe('"1"');
  expect(
    await db.request.findUniqueOrThrow({ where: { id: answer.body["id"] as string } }),
  ).toMatchObject({ requesterId: requester.id, origin: "api" });
});
