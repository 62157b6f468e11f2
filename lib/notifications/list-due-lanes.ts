import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListDueLanesInput, type Lane } from "./schemas.ts";

/** Where deliveries are due: mail, and each webhook by itself, so that a slow one holds up no other. */
export const listDueLanes = defineQuery({
  name: "listDueLanes",
  permission: "identity.resolve",
  input: ListDueLanesInput,

  async run({ sql }, ctx, { mail }): Promise<Lane[]> {
    const rows = await sql<{ webhookId: string | null }>(
      {
        text: `SELECT DISTINCT d."webhookId" FROM "Delivery" d
          LEFT JOIN "WebhookEndpoint" w ON w."id" = d."webhookId"
          WHERE d."state" = 'pending' AND NOT d."digest" AND d."nextAttemptAt" <= $1
            AND (w."enabled" OR d."channel" = 'email' AND $2)`,
      },
      [ctx.now, mail],
    );
    return rows.map(({ webhookId }) =>
      webhookId === null ? { channel: "email" } : { channel: "webhook", webhookId },
    );
  },
});
