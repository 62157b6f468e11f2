import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { TokenScope } from "#lib/kernel/actor.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { GET, POST } from "./route.ts";
import { GET as getUnread } from "./unread/route.ts";

const route = { params: Promise.resolve({}) };

async function reader(scopes: TokenScope[] = ["admin"]) {
  const person = await createPerson(["admin"]);
  const { token } = await createToken(person.ctx(), { name: "test", scopes, expiresInDays: 1 });
  const event = await db.outboxEvent.create({
    data: {
      topic: "request.decided",
      actorId: "x",
      actorName: "Bob",
      subjectKind: "request",
      subjectId: randomUUID(),
      title: "R-1",
      link: "/requests/R-1",
      recipients: [person.id],
      fannedOutAt: new Date(),
    },
  });
  const { id } = await db.notification.create({ data: { userId: person.id, eventId: event.id } });
  const headers = { authorization: `Bearer ${token}` };
  const call = (handler: typeof GET, init: RequestInit = {}, query = "") =>
    handler(new Request(`http://x/api/v1/notifications${query}`, { ...init, headers }), route);
  const post = (body: string) => call(POST, { method: "POST", body });
  return { id, call, post };
}

test("the inbox is read, counted and marked over HTTP, and kept by no cache", async () => {
  const { id, call, post } = await reader();
  const listed = await call(GET, {}, "?unread=true&limit=5");
  expect(listed.headers.get("cache-control")).toBe("private, no-store");
  expect(await listed.json()).toMatchObject({ total: 1, notifications: [{ id, title: "R-1" }] });
  expect(await (await call(getUnread)).json()).toEqual({ unread: 1 });
  expect(await (await post(JSON.stringify({ id }))).json()).toEqual({ marked: 1 });
  expect(await (await call(getUnread)).json()).toEqual({ unread: 0 });
});

test.each([
  ["no JSON", "{", 400],
  ["nothing to mark", "{}", 400],
  ["somebody else's notification", JSON.stringify({ id: randomUUID() }), 404],
])("%s is a problem with a status", async (_what, body, status) => {
  const answer = await (await reader()).post(body);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("without a session, or with a token for something else, it is closed", async () => {
  const anonymous = await GET(new Request("http://x/api/v1/notifications"), route);
  expect(anonymous.status).toBe(401);
  const narrow = await reader(["catalog:read"]);
  expect((await narrow.call(GET)).status).toBe(403);
  expect((await narrow.post('{"all":true}')).status).toBe(403);
});
