import type { Sql } from "#lib/db/transaction-sql.ts";
import { inSpan } from "#lib/telemetry/span.ts";
import { signCheckpoint } from "../tree/checkpoint.ts";
import { rootOf, stateFromBytes } from "../tree/merkle.ts";
import { verifierOf, type Signer } from "../tree/signer.ts";
import { formatVkey } from "../tree/verifier-key.ts";

export type StoredCheckpoint = { size: number; at: Date; root: Buffer; note: string };

const READ = {
  text: `
  SELECT t."size"::float8 AS "size", t."hashes", t."alarm",
    (SELECT max(c."size") FROM "AuditCheckpoint" c)::float8 AS "last"
  FROM "AuditTree" t FOR UPDATE`,
};
const KEEP_KEY = {
  text: `
  INSERT INTO "AuditKey" ("keyId", "vkey", "at") VALUES ($1, $2, clock_timestamp()) ON CONFLICT DO NOTHING`,
};
const WRITE = {
  text: `
  INSERT INTO "AuditCheckpoint" ("size", "at", "root", "note", "keyId")
  VALUES ($1, clock_timestamp(), $2, $3, $4) RETURNING "at"`,
};

/**
 * Signs the head of the tree, unless its size was signed already: never two roots for one size.
 * Null when there was nothing to sign, or the tree is under alarm.
 */
export async function writeCheckpoint(sql: Sql, signer: Signer): Promise<StoredCheckpoint | null> {
  const [tree] = await sql<{
    size: number;
    hashes: Buffer;
    alarm: string | null;
    last: number | null;
  }>(READ, []);
  if (!tree || tree.alarm !== null || tree.size === 0 || tree.last === tree.size) return null;
  if (tree.last !== null && tree.last > tree.size)
    throw new Error(
      `A checkpoint of ${tree.last} records is there, but the tree has ${tree.size}.`,
    );
  const { size } = tree;
  const root = rootOf(stateFromBytes(size, tree.hashes));
  // A key may be kept by a service outside.
  const note = await inSpan({ name: "sign checkpoint", kind: "internal" }, () =>
    signCheckpoint({ origin: signer.name, size, root }, signer),
  );
  await sql(KEEP_KEY, [signer.keyId, formatVkey(verifierOf(signer))]);
  const [written] = await sql<{ at: Date }>(WRITE, [size, root, note, signer.keyId]);
  return { size, at: written?.at ?? new Date(), root, note };
}
