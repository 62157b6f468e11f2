import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";
import { connected } from "#lib/db/connect.ts";
import { startEmbedded, type EmbeddedDatabase } from "#lib/db/embedded/start-embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { addServer, emptyRows } from "./generate-server.ts";
import { randomOf } from "./random.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const BATCH = 1_000;
const TEAMS = 24;

/** The person whose console is measured: an engineer of two teams, so every visibility rule is at work. */
export const BENCH_PERSON = "00000000-0000-4000-8000-000000000001";
export const BENCH_SESSION = "00000000-0000-4000-8000-000000000002";

/** The bench's own PostgreSQL, with the settings of production. */
export function startBenchDatabase(): Promise<EmbeddedDatabase> {
  return startEmbedded({
    root: path.join(ROOT, ".data", "bench-postgres"),
    database: "postgres",
    durable: true,
  });
}

/** What decides the content: another generator or another schema gives another database. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of ["generate-server.ts", "vocabulary.ts", "random.ts"])
    hash.update(fs.readFileSync(path.join(import.meta.dirname, file)));
  const migrations = path.join(ROOT, "prisma", "migrations");
  for (const entry of fs.readdirSync(migrations).sort()) {
    const file = path.join(migrations, entry, "migration.sql");
    if (fs.existsSync(file)) hash.update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** A server or a database: for what is measured, and for its owner, who sets it up. */
export type Addresses = { url: string; ownerUrl: string };

/** An empty database of that name, whatever was in it before. */
export async function freshDatabase(server: Addresses, name: string): Promise<Addresses> {
  await connected(server.ownerUrl, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
  });
  return addressesOf(server, name);
}

/** A copy of a database that nobody is connected to. */
export async function copyDatabase(
  server: Addresses,
  names: { from: string; to: string },
): Promise<Addresses> {
  await connected(server.ownerUrl, async (admin) => {
    await admin.query(`drop database if exists ${names.to} with (force)`);
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
      [names.from],
    );
    await admin.query(`create database ${names.to} template ${names.from}`);
  });
  return addressesOf(server, names.to);
}

export function addressesOf(server: Addresses, name: string): Addresses {
  const [url, ownerUrl] = [new URL(server.url), new URL(server.ownerUrl)];
  for (const each of [url, ownerUrl]) each.pathname = `/${name}`;
  return { url: url.toString(), ownerUrl: ownerUrl.toString() };
}

export type Seeded = { url: string; servers: number; versions: number; seededInMs: number | null };

/** The database with `size` servers; made when it is missing or was made by another generator. */
export async function seedDatabase(server: Addresses, size: number): Promise<Seeded> {
  const name = `bench_${size}`;
  const { url, ownerUrl } = addressesOf(server, name);
  const wanted = fingerprint();
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
    await migrate(ownerUrl);
    await connected(ownerUrl, (client) => fill(client, size));
    await connected(server.ownerUrl, (admin) =>
      admin.query(`comment on database ${name} is '${wanted}'`),
    );
  }
  const counts = await connected(ownerUrl, async (client) => {
    await refreshSession(client);
    const { rows } = await client.query<{ servers: number; versions: number }>(
      `select (select count(*)::int from "Server") as servers, (select count(*)::int from "ServerVersion") as versions`,
    );
    return rows[0] ?? { servers: 0, versions: 0 };
  });
  return { url, ...counts, seededInMs: found ? null : performance.now() - started };
}

async function fill(client: pg.Client, size: number): Promise<void> {
  const random = randomOf(7);
  const teamIds = Array.from({ length: TEAMS }, () => random.uuid());
  // The triggers' plans are kept by the session; made while the tables were empty, they would scan them whole.
  await client.query("set synchronous_commit = off; set jit = off; set enable_seqscan = off");
  await insert(
    client,
    "Team",
    teamIds.map((id, index) => ({ id, slug: `team-${index}`, name: `Team ${index}` })),
  );
  await insert(client, "User", [
    { id: BENCH_PERSON, email: "bench@acme.example", name: "Bench Engineer" },
  ]);
  await insert(
    client,
    "TeamMember",
    teamIds.slice(0, 2).map((teamId) => ({ teamId, userId: BENCH_PERSON })),
  );
  for (let first = 0; first < size; first += BATCH) {
    const rows = emptyRows();
    for (let index = first; index < Math.min(first + BATCH, size); index++)
      addServer(rows, index, teamIds);
    await client.query("begin");
    await insert(client, "Server", rows.servers);
    await insert(client, "ServerVersion", rows.versions);
    await insert(client, "VersionPackage", rows.packages);
    await insert(client, "Tool", rows.tools);
    await insert(client, "Deployment", rows.deployments);
    await insert(client, "ServerVisibility", rows.visibility);
    await client.query("commit");
    if (process.stderr.isTTY) process.stderr.write(`\r  ${first + BATCH} of ${size} servers`);
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
  await client.query("vacuum (analyze)");
}

/** One statement per table and batch; the columns not named keep their defaults, triggers do the rest. */
async function insert(client: pg.Client, table: string, rows: object[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first)
    .map((column) => `"${column}"`)
    .join(", ");
  await client.query(
    `insert into "${table}" (${columns}) select ${columns} from jsonb_populate_recordset(null::"${table}", $1)`,
    [JSON.stringify(rows)],
  );
}

/** Signed in again for every run: sessions end by themselves after some hours. */
async function refreshSession(client: pg.Client): Promise<void> {
  await client.query(
    `insert into "Session" ("id", "userId", "authenticatedAt", "lastSeenAt", "expiresAt", "method")
     values ($1, $2, now(), now(), now() + interval '12 hours', 'bench')
     on conflict ("id") do update set "lastSeenAt" = now(), "expiresAt" = excluded."expiresAt", "authenticatedAt" = now()`,
    [BENCH_SESSION, BENCH_PERSON],
  );
}
