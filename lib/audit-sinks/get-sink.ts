import { openSinkSecrets } from "#lib/audit-changes/sealed-secrets.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { SecretName } from "./core/sink-kinds.ts";
import { SECRET_NAMES, SinkRef } from "./schemas.ts";
import type { SinkRow } from "./shipping/sink-row.ts";
import { ONE_SINK, sinkView, type SinkView, type ViewedRow } from "./sink-view.ts";

export type SinkLetterView = {
  id: string;
  /** Place in the tree of the first record that was not sent again, and how many are left. */
  firstLeaf: number;
  count: number;
  /** That first record; null once it was pruned. */
  record: { id: string; action: string } | null;
  /** `refused` by the receiver, or `missing` there at a reconciliation. */
  cause: "refused" | "missing";
  reason: string;
  attempts: number;
  at: Date;
  /** Since when it is to be sent again. */
  askedAt: Date | null;
};

export type SinkDetails = SinkView & {
  /** Names of the secrets that are set; null when they cannot be opened any more. */
  secrets: SecretName[] | null;
  /** The oldest of those that wait. */
  deadLetters: SinkLetterView[];
};

const SHOWN = 100;

const LETTERS = {
  text: `
  SELECT l."id"::text AS "id", (l."firstLeaf" + l."sent")::float8 AS "firstLeaf", l."count" - l."sent" AS "count", l."cause", l."reason", l."attempts",
    l."at", l."askedAt", e."id"::text AS "recordId", e."action"
  FROM "AuditSinkLetter" l
  LEFT JOIN LATERAL (SELECT * FROM "AuditBatch" b WHERE b."firstLeaf" <= l."firstLeaf" + l."sent" ORDER BY b."firstLeaf" DESC LIMIT 1) b ON true
  LEFT JOIN "AuditEvent" e ON e."writer" = b."writer" AND e."epoch" = b."epoch"
    AND e."seq" = b."firstSeq" + l."firstLeaf" + l."sent" - b."firstLeaf"
  WHERE l."sinkId" = $1::uuid AND l."replayedAt" IS NULL
  ORDER BY l."at", l."firstLeaf" LIMIT ${SHOWN}`,
};

type LetterRow = Omit<SinkLetterView, "record"> & {
  recordId: string | null;
  action: string | null;
};

/** One sink with its dead letters, and which secrets it has; never a secret itself. */
export const getSink = defineQuery({
  name: "getSink",
  permission: "audit.read",
  input: SinkRef,

  async run({ sql }, _ctx, { id }): Promise<SinkDetails | null> {
    const [row] = await sql<ViewedRow>(ONE_SINK, [id]);
    if (!row) return null;
    return { ...sinkView(row), secrets: secretsOf(row), deadLetters: await lettersOf(sql, id) };
  },
});

async function lettersOf(sql: Sql, id: string): Promise<SinkLetterView[]> {
  const rows = await sql<LetterRow>(LETTERS, [id]);
  return rows.map(({ recordId, action, ...letter }) => ({
    ...letter,
    record: recordId === null || action === null ? null : { id: recordId, action },
  }));
}

function secretsOf(row: SinkRow): SecretName[] | null {
  try {
    const secrets = openSinkSecrets(row.sealedSecret, row.id);
    return SECRET_NAMES.filter((name) => secrets[name] !== undefined);
  } catch (error) {
    // Sealed with another GATEHOUSE_SECRET: the page says so.
    if (error instanceof AppError) return null;
    throw error;
  }
}
