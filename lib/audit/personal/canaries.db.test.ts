import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import { describeServer } from "#lib/catalog/describe-server.ts";
import { sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { announceNotice } from "#lib/notices/announce-notice.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { disablePerson } from "#lib/people/disable-person.ts";
import { reserveNamespace } from "#lib/publishers/reserve-namespace.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { canaries, leaked, type Canary } from "#lib/testing/canaries.ts";
import {
  createPerson,
  createServer,
  createTeam,
  createUser,
  reviewCast,
} from "#lib/testing/factories.ts";
import { createTeam as createTeamVerb } from "#lib/teams/create-team.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { saveView } from "#lib/views/save-view.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";

type Outcome = "refused" | "not valid" | "recorded";
type Input = (text: string) => Promise<unknown>;

async function outcomeOf(input: Input, { text }: Canary): Promise<Outcome> {
  try {
    await input(text);
    return "recorded";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // A reason that is refused for its length, say, never came to the log.
    return error.message.includes("what looks like") ? "refused" : "not valid";
  }
}

/** What people write in forms, and what becomes a fact of a record. */
async function inputs(): Promise<Record<string, Input>> {
  const team = await createTeam();
  const [admin, security, owner] = await Promise.all([
    createPerson(["admin"]),
    createPerson(["security"]),
    createPerson([], [team.id]),
  ]);
  const fresh = () => createServer({ ownerTeamId: team.id });
  const { requester, owner: reviewed, listing } = await reviewCast();
  const decide = async (ctx: Context, reason: string) => {
    const server = { ...listing.server, name: `test.${randomUUID().slice(0, 8)}/server` };
    const { id } = await createRequest(requester.ctx(), { ...listing, server });
    return decideRequest(ctx, { requestId: id, revision: 1, decision: "reject", reason });
  };
  return {
    "the reason of a decision": (text) => decide(reviewed.ctx(), `No: ${text}`),
    "the reason of a quarantine": async (text) =>
      quarantineServer(security.ctx(), { name: (await fresh()).name, reason: `Found ${text}` }),
    "the contact of a server": async (text) =>
      describeServer(owner.ctx(), {
        name: (await fresh()).name,
        supportContact: text.slice(0, 200),
        supportChannel: "#x",
        documentation: "",
        categories: [],
        tags: [],
      }),
    "a notice": async (text) =>
      announceNotice(owner.ctx(), {
        name: (await fresh()).name,
        kind: "incident",
        title: "Something is going on",
        body: `Look: ${text}`,
        startsAt: new Date().toISOString(),
      }),
    "why somebody is disabled": async (text) =>
      disablePerson(admin.ctx(), { email: (await createUser()).email, reason: `Because ${text}` }),
    "the name of a view": (text) =>
      saveView(owner.ctx(), { name: text.slice(0, 60), query: "q=x", shared: false }),
    "the name of a token": (text) =>
      createToken(owner.ctx(), { name: text.slice(0, 60), scopes: ["catalog:read"], expiresInDays: 7 }), // prettier-ignore
    "the name of a webhook": (text) =>
      createWebhook(admin.ctx(), { name: text.slice(0, 80), url: "https://hooks.example.com/in" }),
    "the words of a team": (text) =>
      createTeamVerb(admin.ctx(), {
        slug: `t-${randomUUID().slice(0, 8)}`,
        name: "Team",
        description: text.slice(0, 500),
      }),
    // What it was done to, in the record: most of them are no namespace, but `mlsn.…` is.
    "a namespace": (text) => reserveNamespace(admin.ctx(), { namespace: text, reason: "Ours" }),
    "the reason of a change of the log": (text) =>
      proposeAuditChange(admin.ctx(), {
        kind: "retention.set",
        payload: { kind: "event", days: 400 },
        reason: `Asked with ${text}`,
      }),
  };
}

test("none of 120 secrets, put into every text that people write, is in any table of the log", async () => {
  const planted = canaries(randomUUID());
  const outcomes: Record<Outcome, number> = { refused: 0, "not valid": 0, recorded: 0 };
  const places = Object.entries(await inputs());
  for (const [, input] of places)
    for (const canary of planted) outcomes[await outcomeOf(input, canary)] += 1;

  const rows = await sql<{ text: string }>(
    {
      text: `SELECT to_jsonb(e)::text AS "text" FROM "AuditEvent" e
        UNION ALL SELECT to_jsonb(p)::text FROM "AuditPayload" p`,
    },
    [],
  );
  expect(leaked(rows.map(({ text }) => text).join("\n"), planted)).toEqual([]);
  // Most are refused; numbers and addresses of people are recorded, sealed apart.
  expect(planted).toHaveLength(120);
  expect(outcomes.refused).toBeGreaterThan(80 * places.length);
  expect(outcomes.recorded).toBeGreaterThan(4 * places.length);
}, 300_000);
