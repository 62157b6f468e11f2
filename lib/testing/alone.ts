/**
 * Import this first in a test file that needs a database to itself, because it counts or changes
 * what there is one of: the whole catalog, the review policy in force. Copied from the untouched
 * template that lib/testing/database.ts makes, and removed with it.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";

const url = new URL(process.env["DATABASE_URL"] ?? "postgresql://unset.invalid/none");
const template = `${url.pathname.slice(1)}_alone`;
const own = `${template}_${randomBytes(6).toString("hex")}`;

const client = new pg.Client({ connectionString: url.toString() });
await client.connect();
await client.query(`create database ${own} template ${template}`);
await client.end();

url.pathname = `/${own}`;
process.env["DATABASE_URL"] = url.toString();
