/**
 * Import this first in a test file that stops, kills or freezes PostgreSQL: one of its own, with
 * durable settings and the tables of the product. `postgres.remove` at the end.
 */
import path from "node:path";
import { OwnPostgres, sweepOldRuns } from "./own-postgres.ts";

const DATA = path.resolve(import.meta.dirname, "../../.data");
const PREFIX = "fault-postgres-";

await sweepOldRuns(DATA, PREFIX);
export const postgres = await OwnPostgres.make(path.join(DATA, `${PREFIX}${process.pid}`));

process.env["DATABASE_URL"] = postgres.url;
process.env["DATABASE_OWNER_URL"] = postgres.ownerUrl;
process.env["GATEHOUSE_THROW_AWAY_DATABASE"] = "false";
