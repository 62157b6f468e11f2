import { serverPath } from "#lib/catalog/core/paths.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import type { DeskItem } from "../core/desk.ts";
import type { Reader } from "./owned-facts.ts";

type Waiting = {
  serverName: string;
  serverTitle: string | null;
  number: number;
  text: string;
  dueAt: Date | null;
  since: Date;
};

const MAX = 200;
const OPEN = `('submitted', 'in_review', 'changes_requested')`;

/**
 * A step: questions on requests that the reader made or whose server their team owns, to which
 * nobody of that side has answered since.
 */
export async function questionItems(
  sql: Readers["sql"],
  { id, teamIds }: Reader,
): Promise<DeskItem[]> {
  const rows = await sql<Waiting>(
    {
      name: "desk-questions",
      text: `
        SELECT r."serverName", s."title" AS "serverTitle", r."number", c."body" AS "text",
               r."decisionDueAt" AS "dueAt", c."createdAt" AS "since"
        FROM "RequestComment" c
        JOIN "Request" r ON r."id" = c."requestId"
        LEFT JOIN "Server" s ON s."id" = r."serverId"
        WHERE c."question" AND r."state" IN ${OPEN}
          AND (r."requesterId" = $1::uuid OR r."ownerTeamId" = ANY($2::uuid[]) OR s."ownerTeamId" = ANY($2::uuid[]))
          AND c."authorId" NOT IN ($1::uuid, r."requesterId")
          AND NOT EXISTS (
            SELECT 1 FROM "RequestComment" x
            WHERE x."requestId" = c."requestId" AND x."createdAt" > c."createdAt"
              AND (x."authorId" = r."requesterId" OR EXISTS (
                SELECT 1 FROM "TeamMember" m WHERE m."userId" = x."authorId"
                  AND m."teamId" IN (r."ownerTeamId", s."ownerTeamId"))))
        ORDER BY c."createdAt" LIMIT ${MAX}`,
    },
    [id, teamIds],
  );
  return rows.map((row) => requestItem("question", row, "Answer"));
}

/**
 * A step: requests that need the consent of a team of the reader's, as owner of the server or of the
 * data, and that the reader did not make, nor approved in another capacity.
 */
export async function consentItems(
  sql: Readers["sql"],
  { id, teamIds }: Reader,
): Promise<DeskItem[]> {
  const rows = await sql<Waiting>(
    {
      name: "desk-consents",
      text: `
        SELECT DISTINCT r."serverName", s."title" AS "serverTitle", r."number", r."title" AS "text",
               r."decisionDueAt" AS "dueAt", r."submittedAt" AS "since"
        FROM "Request" r LEFT JOIN "Server" s ON s."id" = r."serverId"
        CROSS JOIN LATERAL (
          SELECT 'owner_team' AS "capacity" WHERE r."requiresOwnerTeam"
            AND (r."ownerTeamId" = ANY($2::uuid[])
              OR s."ownerTeamId" = ANY($2::uuid[]) AND (r."kind" <> 'transfer_ownership' OR r."ownerTeamId" IS NULL))
          UNION ALL
          SELECT 'data_owner' WHERE r."dataOwnerTeamId" = ANY($2::uuid[])
            AND (r."dataOwnerTeamId" IN (r."ownerTeamId", s."ownerTeamId") OR NOT gatehouse_owns(
              r."id", $1::uuid, ARRAY[r."ownerTeamId", s."ownerTeamId"]))
        ) asked
        WHERE r."state" IN ('submitted', 'in_review') AND r."requesterId" <> $1::uuid
          AND NOT EXISTS (
            SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = r."id"
              AND d."revision" = r."revision" AND gatehouse_same_tools(d."toolsSeen", r."toolsSeen")
              AND (d."capacity"::text = asked."capacity" OR d."reviewerId" = $1::uuid))
          AND NOT EXISTS (
            SELECT 1 FROM "RequestDecision" d WHERE d."requestId" = r."id"
              AND d."revision" = r."revision" AND d."reviewerId" = $1::uuid
              AND d."decision" = 'approve' AND d."capacity"::text <> asked."capacity")
        ORDER BY r."decisionDueAt" LIMIT ${MAX}`,
    },
    [id, teamIds],
  );
  return rows.map((row) => requestItem("consent", row, "Look at it"));
}

const requestItem = (kind: DeskItem["kind"], row: Waiting, label: string): DeskItem => ({
  kind,
  server: { name: row.serverName, title: row.serverTitle },
  text: row.text,
  dueAt: row.dueAt,
  since: row.since,
  link: { href: `/requests/${requestNumber(row.number)}`, label },
});

/** A step: requests of the reader's own that a reviewer wants changed. They expire when left alone. */
export async function changesItems(sql: Readers["sql"], { id }: Reader): Promise<DeskItem[]> {
  const rows = await sql<Waiting>(
    {
      name: "desk-changes",
      text: `
        SELECT r."serverName", s."title" AS "serverTitle", r."number", d."reason" AS "text",
               r."expiresAt" AS "dueAt", d."at" AS "since"
        FROM "Request" r LEFT JOIN "Server" s ON s."id" = r."serverId"
        CROSS JOIN LATERAL (
          SELECT d."reason", d."at" FROM "RequestDecision" d
          WHERE d."requestId" = r."id" AND d."decision" = 'request_changes'
          ORDER BY d."at" DESC LIMIT 1) d
        WHERE r."state" = 'changes_requested' AND r."requesterId" = $1::uuid
        ORDER BY r."expiresAt" LIMIT ${MAX}`,
    },
    [id],
  );
  return rows.map((row) => requestItem("changes", row, "Change it"));
}

type Ending = {
  name: string;
  title: string | null;
  reason: string;
  brownoutAt: Date;
  announcedAt: Date;
};

/** A step: retirements of servers that the reader or their teams use, without an answer yet. */
export async function retirementItems(
  sql: Readers["sql"],
  { id, teamIds }: Reader,
): Promise<DeskItem[]> {
  const rows = await sql<Ending>(
    {
      name: "desk-retirements",
      text: `
        SELECT DISTINCT s."name", s."title", r."reason", r."brownoutAt", r."announcedAt"
        FROM "RetirementConsumer" c
        JOIN "Retirement" r ON r."id" = c."retirementId"
        JOIN "Server" s ON s."id" = r."serverId"
        WHERE c."answer" = 'none' AND r."state" NOT IN ('retired', 'cancelled')
          AND (c."userId" = $1::uuid OR c."teamId" = ANY($2::uuid[]))
        ORDER BY r."brownoutAt" LIMIT ${MAX}`,
    },
    [id, teamIds],
  );
  return rows.map(({ name, title, reason, brownoutAt, announcedAt }) => ({
    kind: "retirement",
    server: { name, title },
    text: reason,
    dueAt: brownoutAt,
    since: announcedAt,
    link: { href: serverPath(name, "retirement"), label: "Say how you move" },
  }));
}
