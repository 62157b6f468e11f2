import { createHash, timingSafeEqual } from "node:crypto";
import { TOKEN_SCOPES, type UserActor } from "#lib/kernel/actor.ts";
import { ACTING_PERSON, actorOf } from "#lib/people/acting-person.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { readTokenText } from "./core/token-text.ts";
import { TokenText } from "./schemas.ts";

const SEEN_EVERY_MS = 60_000;

/**
 * The person a token speaks for, or null when it is unknown, expired, revoked or its person is
 * disabled: the caller learns no more than that. Found by its public prefix, compared in
 * constant time.
 */
export const getTokenActor = defineQuery({
  name: "getTokenActor",
  permission: "identity.resolve",
  input: TokenText,

  async run({ db }, ctx, { text }): Promise<UserActor | null> {
    const parts = readTokenText(text);
    if (!parts) return null;
    const row = await db.accessToken.findUnique({
      where: { prefix: parts.prefix },
      select: {
        id: true,
        digest: true,
        scopes: true,
        expiresAt: true,
        revokedAt: true,
        lastUsedAt: true,
        authenticatedAt: true,
        user: { select: ACTING_PERSON },
      },
    });
    const digest = createHash("sha256").update(parts.secret).digest();
    if (!row || !timingSafeEqual(digest, row.digest)) return null;
    if (row.revokedAt || row.user.disabledAt || row.expiresAt <= ctx.now) return null;

    if (!row.lastUsedAt || ctx.now.getTime() - row.lastUsedAt.getTime() > SEEN_EVERY_MS)
      await db.accessToken.update({ where: { id: row.id }, data: { lastUsedAt: ctx.now } });
    return actorOf(row.user, {
      token: { id: row.id, scopes: TOKEN_SCOPES.filter((scope) => row.scopes.includes(scope)) },
      sessionId: null,
      authenticatedAt: row.authenticatedAt,
    });
  },
});
