import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { log } from "#lib/telemetry/log.ts";

export type Readiness = { ready: boolean; missing: string[] };

/** What this process needs to serve, and what of it is missing, in words. */
export const getReadiness = defineQuery({
  name: "getReadiness",
  permission: "registry.read",
  input: z.object({}),

  async run({ sql }): Promise<Readiness> {
    try {
      const [row] = await sql<{ server: string | null }>(
        { text: `SELECT to_regclass('"Server"')::text AS server` },
        [],
      );
      return row?.server
        ? { ready: true, missing: [] }
        : { ready: false, missing: ["database migrations: start the product once, or run them"] };
    } catch (error) {
      log.error("not ready", { error: String(error) });
      return { ready: false, missing: ["database: it does not answer; check DATABASE_URL"] };
    }
  },
});
