import type pg from "pg";
import { expect } from "vitest";
import { env } from "#lib/config/env.ts";
import { connected } from "#lib/db/connect.ts";
import { inSnapshot } from "../verify/in-snapshot.ts";
import { verifyLog } from "../verify/verify-log.ts";

/** What is stored of a team that a test made: rows, and records. Past proxies and pools. */
export function storedOf(slug: string): Promise<{ rows: number; records: number }> {
  return asked(async (client) => {
    const { rows } = await client.query<{ rows: number; records: number }>(
      `SELECT (SELECT count(*)::int FROM "Team" WHERE "slug" = $1) AS "rows",
        (SELECT count(*)::int FROM "AuditEvent" WHERE "action" = 'team.create' AND "after"->>'slug' = $1) AS "records"`,
      [slug],
    );
    return rows[0] ?? { rows: -1, records: -1 };
  });
}

/** Every chain of the log, as an auditor would find it. */
export function expectWholeLog(): Promise<void> {
  return asked(async (client) => {
    const { problems } = await inSnapshot(client, () =>
      verifyLog(client, { keys: [], outside: [] }),
    );
    expect(problems).toEqual([]);
  });
}

const asked = <Result>(work: (client: pg.Client) => Promise<Result>) =>
  connected(env.databaseOwnerUrl ?? "", work);
