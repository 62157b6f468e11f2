import { z } from "zod";
import { logTrouble } from "#lib/audit/chain/lanes.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { log as telemetry } from "#lib/telemetry/log.ts";

export type Readiness = {
  ready: boolean;
  missing: string[];
  /** `unwritable`: it reads, and refuses every change. */
  log: "writable" | "unwritable";
};

/** What this process needs to serve, and what of it is missing, in words. */
export const getReadiness = defineQuery({
  name: "getReadiness",
  permission: "registry.read",
  input: z.object({}),

  async run({ sql }): Promise<Readiness> {
    // Reading goes on without the log, so it takes no process out of service.
    const log = logTrouble() === null ? "writable" : "unwritable";
    try {
      const [row] = await sql<{ server: string | null }>(
        { text: `SELECT to_regclass('"Server"')::text AS server` },
        [],
      );
      return row?.server
        ? { ready: true, missing: [], log }
        : {
            ready: false,
            missing: ["database migrations: start the product once, or run them"],
            log,
          };
    } catch (error) {
      telemetry.error("not ready", { error: String(error) });
      return { ready: false, missing: ["database: it does not answer; check DATABASE_URL"], log };
    }
  },
});
