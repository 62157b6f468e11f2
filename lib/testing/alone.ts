/**
 * Import this first in a test file that needs a database to itself, because it counts or changes
 * what there is one of: the whole catalog, the review policy in force. Copied from the untouched
 * template that lib/testing/database.ts makes, and removed with it.
 */
import { randomBytes } from "node:crypto";
import { runAsOwner, testUrls, useDatabase } from "./copy-database.ts";

const template = `${testUrls().url.pathname.slice(1)}_alone`;
const own = `${template}_${randomBytes(6).toString("hex")}`;

await runAsOwner(`create database ${own} template ${template}`);
useDatabase(own);
