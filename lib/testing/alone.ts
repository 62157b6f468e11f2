/**
 * Import this first in a test file that needs a catalog to itself, because it counts or removes
 * everything there is. Its database is made by lib/testing/database.ts; one file may use it.
 */
const url = new URL(process.env["DATABASE_URL"] ?? "postgresql://unset.invalid/none");
url.pathname += "_alone";
process.env["DATABASE_URL"] = url.toString();
