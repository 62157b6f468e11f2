import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { problemResponse } from "#lib/http/problem.ts";
import type { Context } from "#lib/kernel/context.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { setRoles } from "#lib/people/set-roles.ts";
import { addMember } from "#lib/teams/add-member.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import { removeTeam } from "#lib/teams/remove-team.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";
import { appendEvents } from "../chain/append-events.ts";
import { logTrouble } from "../chain/lanes.ts";
import { recordsOf } from "../chain/records-of.ts";
import { expectWholeLog } from "./log-state.ts";

const READ_ONLY =
  "The log cannot be written, so nothing was changed. Gatehouse is read-only until it can be.";

const team = { slug: `team-${randomUUID()}`, name: "Platform" };
let admin: Context;
let email = "";

beforeAll(async () => {
  const person = await createPerson(["admin"]);
  admin = person.ctx();
  email = (await createPerson([])).email;
  await createTeam(systemContext(), team);
  await restore();
});
afterEach(async () => {
  await restore();
  await expectWholeLog();
});
afterAll(() => pool.end());

/** Ways in which the log, and only the log, cannot be written. */
const TROUBLES: Readonly<Record<string, string>> = {
  "its role may not add to it": `REVOKE INSERT ON "AuditEvent" FROM gatehouse_app`,
  "its disk is full": `
    CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER "AuditEvent_fault" BEFORE INSERT ON "AuditEvent" FOR EACH STATEMENT EXECUTE FUNCTION fault()`,
  "no chain can be opened or held": `
    CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RETURN NULL; END $$;
    CREATE TRIGGER "AuditEvent_fault" BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION fault()`,
  "it says no only when all is committed": `
    CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not write' USING ERRCODE = '58030'; END $$;
    CREATE CONSTRAINT TRIGGER "AuditEvent_fault" AFTER INSERT ON "AuditEvent"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()`,
};

const asks = (statement: string) => asOwner((owner) => owner.query(statement));

const restore = () =>
  asks(
    `DROP TRIGGER IF EXISTS "AuditEvent_fault" ON "AuditEvent"; GRANT INSERT ON "AuditEvent" TO gatehouse_app`,
  );

const COMMANDS: Readonly<Record<string, () => Promise<unknown>>> = {
  "make a team": () => createTeam(admin, { slug: `team-${randomUUID()}`, name: "New" }),
  "rename a team": () => changeTeam(admin, { ...team, name: `Name ${randomUUID()}` }),
  "add a member": () => addMember(admin, { slug: team.slug, email }),
  "give a role": () => setRoles(admin, { email, add: ["security"] }),
  "make a token": () =>
    createToken(systemContext(), {
      email,
      name: "CI",
      scopes: ["requests:write"],
      expiresInDays: 1,
    }),
  "add a webhook": () =>
    createWebhook(admin, {
      name: `hook-${randomUUID()}`,
      url: "https://hooks.example/in",
      allowedHosts: [],
      topics: [],
      format: "standard",
    }),
  "remove a team": () => removeTeam(admin, { slug: team.slug }),
};

/** Everything that is stored, table by table. */
async function everything(): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT relname AS "name" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1`;
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ digest: string | null }[]>(
      `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS "digest" FROM "${name}" t`,
    );
    digests[name] = row?.digest ?? "";
  }
  return digests;
}

test.each(Object.keys(TROUBLES))(
  "the log cannot be written because %s: nothing changes",
  async (why) => {
    const before = await everything();
    await asks(TROUBLES[why] ?? "");
    for (const [what, command] of Object.entries(COMMANDS)) {
      const error: unknown = await command().catch((reason: unknown) => reason);
      expect([what, error]).toEqual([what, expect.objectContaining({ code: "unavailable" })]);
      expect((error as Error).message).toMatch(/nothing was changed.*Gatehouse is read-only/);
      expect(problemResponse(error, "request").status).toBe(503);
      expect(logTrouble()).not.toBeNull();
    }
    expect(await everything()).toEqual(before);
    // What changes nothing goes on: reading, and saying no.
    expect(await listTeams(admin, {})).toBeDefined();
    await expect(createTeam(userContext("engineer"), team)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(requireAtDoor(userContext("engineer"), "audit.read")).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(appendEvents(exported())).rejects.toMatchObject({ code: "unavailable" });
    expect(await everything()).toEqual(before);

    await restore();
    await changeTeam(admin, { ...team, name: `Name ${why}` });
    expect(logTrouble()).toBeNull();
  },
);

test("the refusal of the log is the sentence that people read", async () => {
  await asks(TROUBLES["its role may not add to it"] ?? "");
  await expect(COMMANDS["rename a team"]?.()).rejects.toMatchObject({ message: READ_ONLY });
});

const exported = () =>
  recordsOf(
    systemContext(),
    [{ action: "export.read", targetKind: "log", targetId: "log", before: null, after: null }],
    { kind: "event", outcome: "success" },
  );
