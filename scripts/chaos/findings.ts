import type pg from "pg";
import type { Acknowledged } from "./people.ts";

export type Finding = { what: string; count: number };

/** What must not be, each as a statement that counts it. Zero everywhere is the only good answer. */
const HALF_STATES: Readonly<Record<string, string>> = {
  "approved requests without their server, version or approval": `
    SELECT count(*) FROM "Request" r WHERE r."state" = 'approved' AND NOT EXISTS (
      SELECT 1 FROM "Server" s JOIN "ServerVersion" v ON v."serverId" = s."id" AND v."lifecycle" = 'approved'
      JOIN "Approval" a ON a."serverId" = s."id" AND a."requestId" = r."id" AND a."checksum" = v."checksum"
      WHERE s."name" = r."serverName" AND s."lifecycle" = 'approved')`,
  "servers listed without an approved request": `
    SELECT count(*) FROM "Server" s WHERE NOT EXISTS (
      SELECT 1 FROM "Request" r WHERE r."serverName" = s."name" AND r."state" = 'approved')`,
  "approved requests without two distinct reviewers": `
    SELECT count(*) FROM "Request" r WHERE r."state" = 'approved' AND (
      SELECT count(DISTINCT d."reviewerId") FROM "RequestDecision" d
      WHERE d."requestId" = r."id" AND d."revision" = r."revision" AND d."decision" = 'approve') < 2`,
  "requests without a row for their revision": `
    SELECT count(*) FROM "Request" r WHERE NOT EXISTS (
      SELECT 1 FROM "RequestRevision" v WHERE v."requestId" = r."id" AND v."revision" = r."revision")`,
  "requests without exactly one record of their submission": `
    SELECT count(*) FROM "Request" r WHERE (
      SELECT count(*) FROM "AuditEvent" a WHERE a."targetId" = r."id"::text AND a."action" = 'request.submit') <> 1`,
  "decisions without a record, or records without a decision": `
    SELECT count(*) FROM (
      SELECT d."requestId"::text AS "id", d."reviewerId"::text AS "who", 'request.' || d."decision"::text AS "action" FROM "RequestDecision" d
    ) d FULL JOIN (
      SELECT a."targetId" AS "id", a."actorId" AS "who", a."action" FROM "AuditEvent" a
      WHERE a."action" IN ('request.approve', 'request.reject', 'request.request_changes')
    ) a USING ("id", "who", "action") WHERE d."id" IS NULL OR a."id" IS NULL`,
  "listings without exactly one record": `
    SELECT count(*) FROM "Server" s WHERE (
      SELECT count(*) FROM "AuditEvent" a WHERE a."targetId" = s."id"::text AND a."action" = 'server.list') <> 1`,
  "submissions nobody was told of": `
    SELECT count(*) FROM "Request" r WHERE NOT EXISTS (
      SELECT 1 FROM "OutboxEvent" e WHERE e."subjectId" = r."id"::text AND e."topic" = 'request.submitted')`,
  "events that never reached the inboxes": `
    SELECT count(*) FROM "OutboxEvent" e WHERE e."fannedOutAt" IS NULL OR (
      SELECT count(*) FROM "Notification" n WHERE n."eventId" = e."id") < cardinality(e."recipients")`,
  "deliveries that are not sent": `SELECT count(*) FROM "Delivery" d WHERE d."state" <> 'sent'`,
};

export async function findHalfStates(client: pg.Client): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [what, text] of Object.entries(HALF_STATES)) {
    const { rows } = await client.query<{ count: string }>(text);
    findings.push({ what, count: Number(rows[0]?.count) });
  }
  return findings;
}

/** What clients were told happened, and did not. */
export async function findBrokenPromises(
  client: pg.Client,
  told: Acknowledged,
): Promise<Finding[]> {
  const { rows: requests } = await client.query<{ id: string }>(`SELECT "id"::text FROM "Request"`);
  const { rows: decisions } = await client.query<{ key: string }>(
    `SELECT "requestId"::text || ' ' || "reviewerId"::text || ' ' || "decision"::text AS "key" FROM "RequestDecision"`,
  );
  const kept = new Set(requests.map(({ id }) => id));
  const made = new Set(decisions.map(({ key }) => key));
  return [
    {
      what: "acknowledged requests that are not there",
      count: [...told.requests].filter((id) => !kept.has(id)).length,
    },
    {
      what: "acknowledged decisions that are not there",
      count: told.decisions.filter(
        (one) => !made.has(`${one.requestId} ${one.reviewer} ${one.decision}`),
      ).length,
    },
  ];
}

export async function waitForDeliveries(client: pg.Client, deadlineMs: number): Promise<void> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(`
      SELECT EXISTS (SELECT 1 FROM "OutboxEvent" WHERE "fannedOutAt" IS NULL)
          OR EXISTS (SELECT 1 FROM "Delivery" WHERE "state" = 'pending') AS "open"`);
    if (!rows[0]?.open || Date.now() > until) return;
    // A retry that is an hour away must not make this take an hour: its time has come.
    await client.query(
      `UPDATE "Delivery" SET "nextAttemptAt" = now() WHERE "state" = 'pending' AND "attempts" > 0 AND "nextAttemptAt" > now() + interval '70 seconds'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
