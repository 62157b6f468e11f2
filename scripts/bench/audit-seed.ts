import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import type { Signer } from "#lib/audit/tree/signer.ts";
import { connected } from "#lib/db/connect.ts";
import { migrate } from "#lib/db/migrate.ts";
import { benchKey } from "./audit-key.ts";
import { END, plannedWriters } from "./audit-plan.ts";
import { PEOPLE, personId, serverId, SERVERS } from "./audit-records.ts";
import { withQuickWords } from "./audit-quick-words.ts";
import { buildTree } from "./audit-tree.ts";
import { startChild } from "./child.ts";
import { addressesOf, freshDatabase, type Addresses } from "./seed-database.ts";
import type { SeedOperations } from "./audit-seed-process.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SOURCES = ["audit-plan", "audit-records", "audit-seed", "audit-seed-process", "audit-tree"];
const SEEDERS = 2;

export type SeededLog = Addresses & {
  records: number;
  signer: Signer;
  /** Null: it was made by an earlier run. */
  seededInMs: number | null;
};

/** What decides the content: the generator, the key, and the migrations that are about the log. */
function fingerprint({ keyId }: Signer): string {
  const hash = createHash("sha256").update(keyId);
  for (const source of [...SOURCES, "vocabulary", "random"])
    hash.update(fs.readFileSync(path.join(import.meta.dirname, `${source}.ts`)));
  const migrations = path.join(ROOT, "prisma", "migrations");
  for (const entry of fs.readdirSync(migrations).sort()) {
    const file = path.join(migrations, entry, "migration.sql");
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    if (text.includes('"AuditEvent"')) hash.update(text);
  }
  return hash.digest("hex").slice(0, 16);
}

/** A whole log of so many records; made when it is missing or was made by another generator. */
export async function seedLog(
  server: Addresses,
  records: number,
  say: (text: string) => void,
): Promise<SeededLog> {
  const name = `bench_audit_${records}`;
  const { signer } = benchKey();
  const addresses = addressesOf(server, name);
  const wanted = fingerprint(signer);
  const found = await connected(server.ownerUrl, async (admin) => {
    const { rows } = await admin.query<{ mark: string | null }>(
      `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`,
      [name],
    );
    return rows[0]?.mark === wanted;
  });
  const started = performance.now();
  if (!found) {
    await freshDatabase(server, name);
    await migrate(addresses.ownerUrl);
    await connected(server.ownerUrl, (admin) => setForLoading(admin, true));
    try {
      await fill(addresses, { records, signer, say });
    } finally {
      await connected(server.ownerUrl, (admin) => setForLoading(admin, false));
    }
    await connected(server.ownerUrl, (admin) =>
      admin.query(`comment on database ${name} is '${wanted}'`),
    );
  }
  // Other migrations may have come since.
  else await migrate(addresses.ownerUrl);
  return { ...addresses, records, signer, seededInMs: found ? null : performance.now() - started };
}

/** Checkpoints in the middle of loading would write every page twice. */
async function setForLoading(admin: pg.Client, loading: boolean): Promise<void> {
  for (const [setting, value] of [
    ["max_wal_size", "8GB"],
    ["checkpoint_timeout", "1h"],
  ])
    await admin.query(
      loading ? `alter system set ${setting} = '${value}'` : `alter system reset ${setting}`,
    );
  await admin.query("select pg_reload_conf()");
  if (!loading) await admin.query("checkpoint");
}

type Job = { records: number; signer: Signer; say: (text: string) => void };

async function fill(addresses: Addresses, { records, signer, say }: Job): Promise<void> {
  const folder = path.join(benchKey().folder, `hashes-${records}`);
  fs.mkdirSync(folder, { recursive: true });
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    say(`  ${what}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  };
  const indexes = await connected(addresses.ownerUrl, async (owner) => {
    await nameThings(owner);
    await owner.query(`alter table "AuditEvent" set (autovacuum_enabled = off)`);
    return dropIndexes(owner);
  });
  await timed("records", () =>
    withQuickWords(addresses.ownerUrl, () => fillRecords(addresses.url, records, folder)),
  );
  await timed("indexes", () => makeIndexes(addresses.ownerUrl, indexes));
  await connected(addresses.ownerUrl, async (owner) => {
    await owner.query("set synchronous_commit = off");
    await timed("tree", () => buildTree(owner, { records, folder, signer }));
    await timed("statistics", async () => {
      await owner.query(`alter table "AuditEvent" reset (autovacuum_enabled)`);
      await owner.query("vacuum (analyze)");
    });
  });
  await timed("the last places, by the sequencer", () => sequenceRest(addresses.url));
  await connected(addresses.ownerUrl, (owner) => owner.query("vacuum (analyze)"));
  fs.rmSync(folder, { recursive: true });
}

/** People and servers that the records are about: the page says their names. */
async function nameThings(owner: pg.Client): Promise<void> {
  const people = Array.from({ length: PEOPLE }, (_, at) => personId(at));
  await owner.query(
    `insert into "User" ("id", "email", "name")
     select id, 'person' || n || '@acme.example', 'Person ' || n from unnest($1::uuid[]) with ordinality u(id, n)`,
    [people],
  );
  const servers = Array.from({ length: SERVERS }, (_, at) => serverId(at));
  await owner.query(
    `insert into "Server" ("id", "name", "createdAt", "updatedAt")
     select id, 'com.acme/server-' || n, $2, $2 from unnest($1::uuid[]) with ordinality u(id, n)`,
    [servers, END],
  );
}

/** Takes all indexes but the primary key away, and returns how each is made. */
async function dropIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes
     where tablename = 'AuditEvent' and indexname <> 'AuditEvent_pkey'`,
  );
  for (const { name } of rows) await owner.query(`drop index "${name}"`);
  return rows.map(({ made }) => made);
}

async function fillRecords(url: string, records: number, folder: string): Promise<void> {
  const names = plannedWriters(records).map(({ name }) => name);
  await Promise.all(
    Array.from({ length: SEEDERS }, async (_, seeder) => {
      const child = await startChild<SeedOperations>("audit-seed", {
        core: seeder === 0 ? 0 : 1,
        env: { DATABASE_URL: url },
      });
      const writers = names.filter((_name, at) => at % SEEDERS === seeder);
      await child.call("fill", { records, writers, folder });
      await child.stop();
    }),
  );
}

/** The index of words costs as much as all others: it is made beside them. */
async function makeIndexes(ownerUrl: string, indexes: readonly string[]): Promise<void> {
  const isLarge = (made: string) => /using gin/i.test(made);
  const parts = [indexes.filter(isLarge), indexes.filter((made) => !isLarge(made))];
  await Promise.all(
    parts.map((part) =>
      connected(ownerUrl, async (owner) => {
        await owner.query(
          "set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 0",
        );
        for (const made of part) await owner.query(made);
      }),
    ),
  );
}

async function sequenceRest(url: string): Promise<void> {
  const child = await startChild<SeedOperations>("audit-seed", {
    core: 0,
    env: { DATABASE_URL: url },
  });
  await child.call("sequence");
  await child.call("close");
  await child.stop();
}
