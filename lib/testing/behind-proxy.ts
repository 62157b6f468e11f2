/**
 * Import this first in a test file about a network that fails: a database to itself, as
 * lib/testing/alone.ts makes it, and everything the product sends it goes through `proxy`. What the
 * owner does goes past it.
 */
import "./alone.ts";
import { testUrls } from "./copy-database.ts";
import { DatabaseProxy } from "./database-proxy.ts";

const { url } = testUrls();

export const proxy = await DatabaseProxy.start({ host: url.hostname, port: Number(url.port) });

url.port = String(proxy.port);
process.env["DATABASE_URL"] = url.toString();
