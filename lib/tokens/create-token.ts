import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import type { Actor, TokenScope } from "#lib/kernel/actor.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { scopesBeyond } from "./core/narrower.ts";
import { tokenText } from "./core/token-text.ts";
import { CreateTokenInput } from "./schemas.ts";

const DAY_MS = 86_400_000;

/**
 * Makes a token; its text is in the answer and nowhere else, ever again. One that is made by a
 * token has no more scopes and ends no later than that one.
 */
export const createToken = defineCommand({
  name: "createToken",
  permission: "token.own",
  input: CreateTokenInput,

  async run(tx, ctx, { email, name, scopes, expiresInDays }) {
    const userId = await tokenOwner(tx, ctx.actor, email);
    refuseMore(ctx.actor, scopes);
    const asked = new Date(ctx.now.getTime() + expiresInDays * DAY_MS);
    const prefix = randomBytes(9).toString("base64url");
    const secret = randomBytes(32).toString("base64url");
    const row = await tx.accessToken.create({
      data: {
        userId,
        name,
        prefix,
        digest: createHash("sha256").update(secret).digest(),
        scopes: [...new Set(scopes)],
        // The command line is used by who has the machine: as fresh as now.
        authenticatedAt: ctx.actor.kind === "user" ? ctx.actor.authenticatedAt : ctx.now,
        expiresAt: await noLater(tx, ctx.actor, asked),
      },
      select: { id: true, expiresAt: true, scopes: true },
    });
    return {
      result: { id: row.id, token: tokenText(prefix, secret), expiresAt: row.expiresAt },
      audit: [
        {
          action: "token.create",
          targetKind: "token",
          targetId: row.id,
          before: null,
          after: { person: userId, name, scopes: row.scopes, expires: row.expiresAt.toISOString() },
        },
      ],
    };
  },
});

/** A token hands on no more than it has: neither scopes, nor (below) time. */
function refuseMore(actor: Actor, scopes: readonly TokenScope[]): void {
  if (actor.kind !== "user" || actor.token === null) return;
  const more = scopesBeyond(actor.token.scopes, scopes);
  if (more.length > 0)
    throw fieldError(
      "scopes",
      `This token does not have ${more.join(", ")}. Sign in to choose it.`,
    );
}

async function noLater(tx: Tx, actor: Actor, asked: Date): Promise<Date> {
  if (actor.kind !== "user" || actor.token === null) return asked;
  const own = await tx.accessToken.findUniqueOrThrow({
    where: { id: actor.token.id },
    select: { expiresAt: true },
  });
  return asked < own.expiresAt ? asked : own.expiresAt;
}

async function tokenOwner(tx: Tx, actor: Actor, email: string | undefined): Promise<string> {
  if (email === undefined && actor.kind === "user") return actor.id;
  if (email === undefined || actor.kind !== "system")
    throw new AppError("forbidden", "A token can be created only for yourself.");
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, disabledAt: true },
  });
  if (!person) throw fieldError("email", `Nobody here has the address ${email}.`);
  if (person.disabledAt) throw fieldError("email", `The account of ${email} is disabled.`);
  return person.id;
}
