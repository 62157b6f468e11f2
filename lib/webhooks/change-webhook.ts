import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { ChangeWebhookInput } from "./schemas.ts";
import { SETTINGS, webhookFacts } from "./webhook-facts.ts";

/** Changes the settings that are given. Switched on again, it gets what has waited meanwhile. */
export const changeWebhook = defineCommand({
  name: "changeWebhook",
  permission: "webhook.manage",
  input: ChangeWebhookInput,

  async run(tx, _ctx, { id, ...wanted }) {
    const given = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    );
    await tx.$queryRaw`SELECT "id" FROM "WebhookEndpoint" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const before = await tx.webhookEndpoint.findUnique({ where: { id }, select: SETTINGS });
    if (!before) throw new AppError("not_found", "There is no such webhook.");
    const after = await tx.webhookEndpoint.update({
      where: { id },
      data: given,
      select: SETTINGS,
    });
    if (after.enabled && !before.enabled)
      await tx.$executeRaw`SELECT pg_notify('gatehouse_outbox', '')`;
    const same = JSON.stringify(before) === JSON.stringify(after);
    return {
      result: undefined,
      audit: same
        ? []
        : [
            {
              action: "webhook.change",
              targetKind: "webhook",
              targetId: id,
              before: webhookFacts(before),
              after: { ...webhookFacts(after), moved: before.url !== after.url },
            },
          ],
    };
  },
});
