// Applies all migrations to an empty database and asks it for the difference to the schema.
import path from "node:path";
import pg from "pg";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { ROOT, run } from "../lifecycle/prepare.ts";

const server = await startEmbedded({
  root: path.join(ROOT, ".data", "drift-postgres"),
  database: "postgres",
  durable: false,
});
const name = `drift_${process.pid}`;
const admin = new pg.Client({ connectionString: server.ownerUrl });
await admin.connect();
try {
  await admin.query(`create database ${name}`);
  const url = new URL(server.ownerUrl);
  url.pathname = `/${name}`;
  await migrate(url.toString());
  const prisma = path.join("scripts", "prisma.mjs");
  await run([prisma, "validate"], { DATABASE_URL: url.toString() });
  const diff = [
    "migrate",
    "diff",
    "--from-config-datasource",
    "--to-schema",
    "prisma/schema.prisma",
  ];
  await run([prisma, ...diff, "--exit-code"], { DATABASE_URL: url.toString() });
} finally {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
  await server.stop();
}
