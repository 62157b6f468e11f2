import { z } from "zod";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";

/** Bodies that one transaction forgets at most. */
export const FORGOTTEN_AT_ONCE = 1_000;

const PRUNE = { text: `SELECT gatehouse_trust_prune(${FORGOTTEN_AT_ONCE}) AS "forgotten"` };

/**
 * Forgets what was read more than 400 days ago and on which nothing rests any more: the database
 * decides which that is. Digests stay, so that an export still says what there was. For the worker.
 */
export const pruneEvidence = defineCommand({
  name: "pruneEvidence",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx) {
    const [row] = await sqlOf(tx)<{ forgotten: number }>(PRUNE, []);
    const forgotten = row?.forgotten ?? 0;
    return {
      result: { forgotten },
      audit:
        forgotten === 0
          ? []
          : [
              {
                action: "trust.prune",
                targetKind: "evidence",
                targetId: "bodies",
                before: null,
                after: { forgotten },
              },
            ],
    };
  },
});
