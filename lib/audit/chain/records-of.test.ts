import { expect, test } from "vitest";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { anonymousContext, systemContext, userContext } from "#lib/testing/context.ts";
import { recordsOf } from "./records-of.ts";

const entry: AuditEntry = {
  action: "session.start",
  targetKind: "session",
  targetId: "s-1",
  before: null,
  after: null,
  by: "u-1",
};

test("our own processes say who acted, where they have just found it out", () => {
  const person = { actorKind: "user", actorId: "u-1", actorName: "", credentialId: null };
  expect(recordsOf(systemContext(), [entry])).toMatchObject([person]);
});

test.each([userContext("admin"), userContext("admin", { scopes: ["admin"] }), anonymousContext()])(
  "nobody else acts in the name of another",
  (ctx) => expect(() => recordsOf(ctx, [entry])).toThrow("Only our own processes"),
);
