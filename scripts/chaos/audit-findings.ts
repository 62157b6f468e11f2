import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import { auditSigner } from "#lib/audit/sequencer/audit-key.ts";
import { verifierOf } from "#lib/audit/tree/signer.ts";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { checkUpkeep } from "#lib/audit/verify/check-upkeep.ts";
import { exportLog } from "#lib/audit/verify/export-log.ts";
import { inSnapshot } from "#lib/audit/verify/in-snapshot.ts";
import { verifyLog } from "#lib/audit/verify/verify-log.ts";
import type { Told } from "./audit-notebook.ts";
import type { Finding } from "./findings.ts";

const VERIFIER = path.resolve(import.meta.dirname, "../verify-audit.mjs");

/** What must not be, each as a statement that counts it. */
const HALF_DONE: Readonly<Record<string, string>> = {
  "teams without exactly one record of their making": `
    SELECT count(*) FROM "Team" t WHERE (SELECT count(*) FROM "AuditEvent" a
      WHERE a."targetId" = t."id"::text AND a."action" = 'team.create') <> 1`,
  "records of teams that are not there": `
    SELECT count(*) FROM "AuditEvent" a WHERE a."action" IN ('team.create', 'team.change')
      AND NOT EXISTS (SELECT 1 FROM "Team" t WHERE t."id"::text = a."targetId")`,
  "teams with another name than their last record says": `
    SELECT count(*) FROM "Team" t WHERE t."name" IS DISTINCT FROM (
      SELECT a."after"->>'name' FROM "AuditEvent" a
      WHERE a."targetId" = t."id"::text AND a."action" IN ('team.create', 'team.change')
      ORDER BY a."at" DESC, a."id" DESC LIMIT 1)`,
  "forked epochs: two that continue one record, or one that continues another than the last": `
    SELECT count(*) FROM (
      SELECT "writer", "after"->>'previousEpoch' AS "epoch", ("after"->>'previousSeq')::int AS "seq", count(*) AS "n"
      FROM "AuditEvent" WHERE "action" = 'writer.open' AND "after"->>'previousEpoch' IS NOT NULL GROUP BY 1, 2, 3) o
    WHERE o."n" > 1 OR o."seq" <> (SELECT max(p."seq") FROM "AuditEvent" p
      WHERE p."writer" = o."writer" AND p."epoch" = o."epoch"::int)`,
};

/** What the product put into one record, and only there. */
const TOKENS = `
  SELECT "token", count(*)::int AS "times" FROM (
    SELECT CASE "action" WHEN 'team.create' THEN "after"->>'slug' WHEN 'team.change' THEN "after"->>'name'
      ELSE "targetId" END AS "token"
    FROM "AuditEvent" WHERE "action" IN ('team.create', 'team.change', 'server.use')) t
  GROUP BY "token"`;

export type Damage = { found: Finding[]; records: number; unacknowledged: number; words: string[] };

/** Holds what is stored against what clients were told, and verifies the log in three ways. */
export async function lookForDamage(
  client: pg.Client,
  { told, folder, anchors }: { told: Told; folder: string; anchors: string },
): Promise<Damage> {
  const { rows } = await client.query<{ token: string; times: number }>(TOKENS);
  const stored = new Map(rows.map(({ token, times }) => [token, times]));
  const isStored = (token: string) => stored.has(token);
  const found: Finding[] = [
    { what: "acknowledged records lost", count: count(told.done, (token) => !isStored(token)) },
    { what: "records there twice", count: rows.filter(({ times }) => times > 1).length },
    { what: "records of what was said to have failed", count: count(told.notDone, isStored) },
  ];
  for (const [what, text] of Object.entries(HALF_DONE)) {
    const { rows: counted } = await client.query<{ count: string }>(text);
    found.push({ what, count: Number(counted[0]?.count) });
  }
  const verified = await verify(client, { folder, anchors });
  return {
    found: [...found, ...verified.found],
    records: verified.records,
    unacknowledged: rows.filter(({ token }) => !told.done.has(token)).length,
    words: verified.words,
  };
}

const count = (tokens: ReadonlySet<string>, is: (token: string) => boolean) =>
  [...tokens].filter(is).length;

async function verify(client: pg.Client, { folder, anchors }: { folder: string; anchors: string }) {
  const verifier = verifierOf(auditSigner());
  const outside = fs
    .readdirSync(anchors)
    .map((name) => ({ name, note: fs.readFileSync(path.join(anchors, name), "utf8") }));
  const file = path.join(folder, "log.jsonl");
  const key = path.join(folder, "key.pem");
  fs.writeFileSync(key, publicKeyPem(verifier));
  const [log, upkeep] = await inSnapshot(client, async () => {
    const found = await verifyLog(client, { keys: [verifier], outside });
    const kept = await checkUpkeep(client);
    await exportLog(client, { firstLeaf: 0 }, (text) => fs.promises.appendFile(file, text));
    return [found, kept];
  });
  const independent = await runVerifier([file, "--key", key, "--checkpoint", anchors]);
  return {
    records: log.size + log.unsequenced,
    found: [
      { what: "chain breaks (audit verify, with the anchors)", count: log.problems.length },
      { what: "records without a place in the tree", count: log.unsequenced },
      { what: "faults of upkeep (audit fsck)", count: upkeep.length },
      { what: "faults found by the independent verifier", count: independent.code === 0 ? 0 : 1 },
    ],
    words: [
      ...[...log.problems, ...upkeep].map((problem) => JSON.stringify(problem)),
      ...(independent.code === 0 ? [] : [independent.said]),
    ],
  };
}

function runVerifier(args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ["--max-old-space-size=4096", VERIFIER, ...args],
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : typeof error.code === "number" ? error.code : 1,
          said: `${stdout}${stderr}`.trim(),
        }),
    ),
  );
}
