import { createHash, timingSafeEqual } from "node:crypto";
import type { UserActor } from "#lib/kernel/actor.ts";
import { ACTING_PERSON, actorOf } from "#lib/people/acting-person.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { readRegistryToken } from "./core/registry-token-text.ts";
import { RegistryTokenText } from "./schemas.ts";

export type PublisherActor = { actor: UserActor; publisherId: string; subject: string };

/**
 * In whose name a registry token asks, and for which publisher; null when it is unknown or
 * expired, or its publisher or person is switched off. It can ask for things and nothing more.
 */
export const getPublisherActor = defineQuery({
  name: "getPublisherActor",
  permission: "identity.resolve",
  input: RegistryTokenText,

  async run({ db }, ctx, { text }): Promise<PublisherActor | null> {
    const parts = readRegistryToken(text);
    if (!parts) return null;
    const row = await db.registryToken.findUnique({
      where: { prefix: parts.prefix },
      select: {
        id: true,
        digest: true,
        expiresAt: true,
        subject: true,
        publisher: {
          select: {
            id: true,
            enabled: true,
            user: { select: ACTING_PERSON },
          },
        },
      },
    });
    const digest = createHash("sha256").update(parts.secret).digest();
    if (!row || !timingSafeEqual(digest, row.digest)) return null;
    const { user, enabled, id } = row.publisher;
    if (row.expiresAt <= ctx.now || !enabled || user.disabledAt) return null;
    return {
      publisherId: id,
      subject: row.subject,
      actor: actorOf(user, {
        token: { id: row.id, scopes: ["requests:write"] },
        sessionId: null,
        authenticatedAt: null,
      }),
    };
  },
});
