import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { ownValue } from "#lib/kernel/json.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { matchingPublishers, type TokenClaims } from "./core/match-claims.ts";
import { registryTokenText } from "./core/registry-token-text.ts";
import { personProblem, storedClaims } from "./publisher-settings.ts";
import { ExchangeTokenInput } from "./schemas.ts";

const LIFE_MS = 5 * 60_000;
/** Longer than a token that was exchanged can still be good for. */
const KEEP_MS = 90 * 86_400_000;

/**
 * A registry token of a few minutes for a verified OpenID token that a publisher trusts. Each is
 * exchanged once.
 */
export const exchangeToken = defineCommand({
  name: "exchangeToken",
  permission: "identity.resolve",
  input: ExchangeTokenInput,

  async run(tx, ctx, { issuer, claims, proof }) {
    const publisher = await trustedPublisher(tx, issuer, claims);
    const subject = subjectOf(claims);
    const prefix = randomBytes(9).toString("base64url");
    const secret = randomBytes(32).toString("base64url");
    const expiresAt = new Date(ctx.now.getTime() + LIFE_MS);
    await tx.registryToken.deleteMany({
      where: { createdAt: { lt: new Date(ctx.now.getTime() - KEEP_MS) } },
    });
    const { count } = await tx.registryToken.createMany({
      data: [
        {
          // INVARIANT: the id follows from the proof, so the same token has one row, also in a race.
          id: proofId(proof),
          prefix,
          digest: createHash("sha256").update(secret).digest(),
          publisherId: publisher.id,
          subject,
          expiresAt,
          createdAt: ctx.now,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0)
      throw new AppError(
        "unauthenticated",
        "This token was exchanged before: ask its issuer for a new one.",
      );
    return {
      result: { token: registryTokenText(prefix, secret), expiresAt, publisher: publisher.name },
      audit: [
        {
          action: "publisher.exchange",
          targetKind: "publisher",
          targetId: publisher.id,
          before: null,
          after: { subject, expires: expiresAt.toISOString() },
        },
      ],
    };
  },
});

async function trustedPublisher(tx: Tx, issuer: string, claims: TokenClaims) {
  const rows = await tx.trustedPublisher.findMany({
    where: { issuer, enabled: true },
    orderBy: { name: "asc" },
    select: {
      id: true,
      name: true,
      audience: true,
      claims: true,
      user: { select: { disabledAt: true, _count: { select: { memberships: true } } } },
    },
  });
  const candidates = rows.map((row) => ({ ...row, claims: storedClaims(row.claims) }));
  const [publisher] = matchingPublishers(candidates, claims);
  if (!publisher)
    // What is asked for is not told to everybody who has a token of the issuer.
    throw new AppError(
      "unauthenticated",
      `No trusted publisher fits this token (sub ${subjectOf(claims)}): an administrator can add one.`,
    );
  const { user } = publisher;
  if (
    personProblem({ disabled: user.disabledAt !== null, teams: user._count.memberships }) !== null
  )
    throw new AppError(
      "forbidden",
      "The person in whose name this publisher asks has left or is in no team: an administrator can name another.",
    );
  return publisher;
}

function subjectOf(claims: TokenClaims): string {
  const subject = ownValue(claims, "sub");
  return typeof subject === "string" ? subject.slice(0, 500) : "";
}

/** A name-based UUID (RFC 9562, version 8) from the first 122 bits of the proof that count. */
function proofId(proof: string): string {
  const hex = `${proof.slice(0, 12)}8${proof.slice(13, 16)}${variant(proof.charAt(16))}${proof.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const variant = (digit: string) => ((Number.parseInt(digit, 16) & 0x3) | 0x8).toString(16);
