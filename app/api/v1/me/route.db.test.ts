import { expect, test } from "vitest";
import { GET_ME } from "#lib/management-api/operations/overview.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { GET as quality } from "../quality/route.ts";
import { GET as policy } from "../review-policy/route.ts";
import { GET as teams } from "../teams/route.ts";
import { GET } from "./route.ts";

test("a token is told whose it is, and what it may be used for", async () => {
  const team = await createTeam();
  const person = await createPerson(["security"], [team.id]);
  const answer = await call(GET, { as: await tokenFor(person, ["audit:read"]) });
  expect(answer.body).toMatchObject({
    id: person.id,
    email: person.email,
    roles: ["engineer", "security"],
    teams: [{ slug: team.slug }],
    scopes: ["audit:read"],
  });
  expect(GET_ME.answer.schema?.safeParse(answer.body).error).toBeUndefined();
});

test.each([
  ["teams", teams],
  ["the review policy", policy],
  ["the quality of reviews", quality],
])("%s are answered in the shape of their description", async (_what, route) => {
  const answer = await call(route, { as: await tokenFor(await createPerson(["security"])) });
  expect(answer.status).toBe(200);
  expect(route.operation.answer.schema?.safeParse(answer.body).error).toBeUndefined();
});
