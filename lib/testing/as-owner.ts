import type pg from "pg";
import { env } from "#lib/config/env.ts";
import { connected } from "#lib/db/connect.ts";

/**
 * What the product's role may not do, as the owner of the tables and in one transaction: make a
 * trigger that fails, let triggers sleep (`SET LOCAL session_replication_role = replica`).
 */
export function asOwner<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return connected(env.databaseOwnerUrl ?? "", async (client) => {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  });
}
