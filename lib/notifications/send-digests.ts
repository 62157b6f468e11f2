import { createHash } from "node:crypto";
import { env, type MailSettings } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { claimDigest, type ClaimedDigest } from "./claim-digest.ts";
import { digestCutOff } from "./core/digest-time.ts";
import { digestMail } from "./core/mail.ts";
import { listDueDigests } from "./list-due-digests.ts";
import { openMailer } from "./mailer.ts";
import { settleDeliveries } from "./settle-deliveries.ts";

type Means = { mail: MailSettings | null; signal?: AbortSignal };

/** One mail to each person for whom something waited at the last digest hour. */
export async function sendDigests(ctx: Context, { mail, signal }: Means): Promise<void> {
  if (mail === null) return;
  const cutOff = digestCutOff(ctx.now);
  const begun = Date.now();
  const now = () => ({ ...ctx, now: new Date(ctx.now.getTime() + Date.now() - begun) });
  const mailer = openMailer(mail, env.publicUrl);
  try {
    for (const userId of await listDueDigests(ctx, { cutOff })) {
      if (signal?.aborted) return;
      const digest = await claimDigest(now(), { userId, cutOff });
      if (!digest) continue;
      const outcome = await mailer.send({
        id: digestId(userId, digest),
        to: digest.person,
        mail: digestMail(digest.events, env.publicUrl),
      });
      await settleDeliveries(now(), { deliveries: digest.deliveries, outcome });
    }
  } finally {
    mailer.close();
  }
}

/** The same lines to the same person have the same id, whoever sends them. */
const digestId = (userId: string, { deliveries }: ClaimedDigest) =>
  createHash("sha256")
    .update([userId, ...deliveries.map(({ id }) => id).sort()].join())
    .digest("hex")
    .slice(0, 32);
