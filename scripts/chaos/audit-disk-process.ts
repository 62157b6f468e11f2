// PostgreSQL on a small disk of its own that runs full: first for tables, then for its own log.
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connected } from "#lib/db/connect.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { OwnPostgres } from "#lib/testing/own-postgres.ts";
import type { DiskResults } from "./audit-disk.ts";
import type { Finding } from "./findings.ts";

const SIZE = "400m";
const CHUNK = Buffer.alloc(1_048_576);
/** So much of PostgreSQL's own log is written at most until there is no place for more. */
const WAL_MEGABYTES = 600;

const disk = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-disk-"));
const ballast = path.join(disk, "ballast");
let postgres: OwnPostgres | null = null;

/** Nothing is left, however this ends. */
function clearUp(): void {
  postgres?.removeNow();
  try {
    execFileSync("umount", ["-l", disk], { stdio: "ignore" });
  } catch {
    // It was never mounted.
  }
  fs.rmSync(disk, { recursive: true, force: true });
}
process.on("exit", clearUp);
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

function mount(): string | null {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=0755`, "gatehouse", disk], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    fs.chmodSync(disk, 0o755);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
  }
}

function fill(): void {
  const file = fs.openSync(ballast, "a");
  try {
    for (let chunk = CHUNK; chunk.length > 0;)
      try {
        if (fs.writeSync(file, chunk) < chunk.length) throw new Error("ENOSPC");
      } catch {
        chunk = chunk.subarray(0, Math.floor(chunk.length / 2));
      }
  } finally {
    fs.closeSync(file);
  }
}

type Said = { done: string[]; refused: string[]; otherwise: string[] };

async function play(server: OwnPostgres): Promise<DiskResults> {
  Object.assign(process.env, {
    DATABASE_URL: server.url,
    DATABASE_OWNER_URL: server.ownerUrl,
    GATEHOUSE_SECRET: randomBytes(32).toString("hex"),
  });
  const { said, attempts, works, reads } = await clients();
  const steps: [what: string, is: boolean][] = [];
  await attempts(50);
  fill();
  for (let n = 0; n < 200 && said.refused.length < 100; n += 1) await attempts(100);
  steps.push(["a full disk refuses to write", said.refused.length >= 100]);
  steps.push(["a full disk can be read", await reads()]);
  fs.rmSync(ballast);
  steps.push(["with space again it writes, without a hand", await works()]);

  fill();
  steps.push(["PostgreSQL's own log runs full", await fillWal(server.ownerUrl)]);
  const refused = said.refused.length;
  await attempts(20);
  steps.push(["nothing is stored without it", said.refused.length === refused + 20]);
  fs.rmSync(ballast);
  await server.kill();
  await server.start();
  steps.push(["it writes when PostgreSQL is back", await works()]);

  const found = await lookForDamage(server.ownerUrl, said);
  const missing = steps.flatMap(([what, is]) => (is ? [] : [`not so: ${what}`]));
  return {
    notCheckable: null,
    done: said.done.length,
    refused: said.refused.length,
    found: [...found, { what: "disk: what should be so and was not", count: missing.length }],
    words: [...missing, ...said.otherwise],
  };
}

/** The product's commands, and what it said of each. */
async function clients() {
  const { createTeam } = await import("#lib/teams/create-team.ts");
  const { listTeams } = await import("#lib/teams/list-teams.ts");
  const said: Said = { done: [], refused: [], otherwise: [] };
  const context = (): Context => ({
    actor: systemActor("chaos", "Chaos"),
    now: new Date(),
    requestId: randomUUID(),
  });
  const attempts = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const slug = `disk-${randomUUID()}`;
      try {
        await createTeam(context(), { slug, name: "Disk", description: "x".repeat(400) });
        said.done.push(slug);
      } catch (error) {
        if (error instanceof AppError && error.code === "unavailable") said.refused.push(slug);
        else said.otherwise.push(`${slug} ${String(error)}`);
      }
    }
  };
  const works = async () => {
    const before = said.done.length;
    await attempts(1);
    return said.done.length > before;
  };
  const reads = () =>
    listTeams(context(), {}).then(
      () => true,
      () => false,
    );
  return { said, attempts, works, reads };
}

/** True when PostgreSQL gave up. */
async function fillWal(url: string): Promise<boolean> {
  try {
    await connected(url, async (client) => {
      for (let n = 0; n < WAL_MEGABYTES; n += 1)
        await client.query(
          `SELECT pg_logical_emit_message(false, 'chaos', repeat('x', 1000000)), pg_switch_wal()`,
        );
    });
    return false;
  } catch {
    return true;
  }
}

function lookForDamage(url: string, { done, refused, otherwise }: Said): Promise<Finding[]> {
  return connected(url, async (client) => {
    const { inSnapshot } = await import("#lib/audit/verify/in-snapshot.ts");
    const { verifyLog } = await import("#lib/audit/verify/verify-log.ts");
    const { rows } = await client.query<{ slug: string; records: number }>(`
      SELECT t."slug", (SELECT count(*)::int FROM "AuditEvent" a
        WHERE a."targetId" = t."id"::text AND a."action" = 'team.create') AS "records" FROM "Team" t`);
    const { rows: orphans } = await client.query(`
      SELECT 1 FROM "AuditEvent" a WHERE a."action" = 'team.create'
        AND NOT EXISTS (SELECT 1 FROM "Team" t WHERE t."id"::text = a."targetId")`);
    const stored = new Set(rows.map(({ slug }) => slug));
    const { problems } = await inSnapshot(client, () =>
      verifyLog(client, { keys: [], outside: [] }),
    );
    const halves = rows.filter(({ records }) => records !== 1).length + orphans.length;
    return [
      { what: "disk: acknowledged and lost", count: done.filter((s) => !stored.has(s)).length },
      { what: "disk: refused and stored", count: refused.filter((s) => stored.has(s)).length },
      { what: "disk: rows without a record, or records without a row", count: halves },
      { what: "disk: failures that were no plain refusal", count: otherwise.length },
      { what: "disk: chain breaks", count: problems.length },
    ];
  });
}

async function main(): Promise<DiskResults> {
  const refusal = mount();
  if (refusal !== null) return { notCheckable: refusal, done: 0, refused: 0, found: [], words: [] };
  postgres = await OwnPostgres.make(path.join(disk, "postgres"));
  return play(postgres);
}

const results = await main();
process.send?.(results, () => process.exit(0));
