import { TOKEN_SCOPES, type TokenScope } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListTokensInput, TOKENS_PER_PAGE } from "./schemas.ts";

export type TokenView = {
  id: string;
  name: string;
  /** Its public part, as it starts in a configuration file. */
  prefix: string;
  scopes: TokenScope[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  state: "live" | "expired" | "revoked";
  person: { email: string; name: string };
};
export type TokensPage = { tokens: TokenView[]; total: number; page: number; pages: number };

/** One's own tokens; everybody's (`of: "everyone"`) or a person's for who manages tokens. */
export const listTokens = defineQuery({
  name: "listTokens",
  permission: "token.own",
  input: ListTokensInput,

  async run({ db }, ctx, { of, email, state, search, page }): Promise<TokensPage> {
    const others = ctx.actor.kind !== "user" || of === "everyone" || email !== undefined;
    if (others && !can(ctx.actor, "token.manage"))
      throw new AppError("forbidden", "Only an administrator sees other people's tokens.");
    const contains = { contains: search, mode: "insensitive" as const };
    const where = {
      ...(others ? {} : { userId: ctx.actor.id }),
      ...(email === undefined ? {} : { user: { email } }),
      ...(state === "live" ? { revokedAt: null, expiresAt: { gt: ctx.now } } : {}),
      ...(search
        ? {
            OR: [
              { name: contains },
              { prefix: contains },
              { user: { OR: [{ email: contains }, { name: contains }] } },
            ],
          }
        : {}),
    };
    const [total, rows] = await Promise.all([
      db.accessToken.count({ where }),
      db.accessToken.findMany({
        where,
        orderBy: [{ createdAt: "desc" }, { id: "asc" }],
        skip: (page - 1) * TOKENS_PER_PAGE,
        take: TOKENS_PER_PAGE,
        select: TOKEN_SELECT,
      }),
    ]);
    return {
      tokens: rows.map((row) => tokenView(row, ctx.now)),
      total,
      page,
      pages: Math.max(1, Math.ceil(total / TOKENS_PER_PAGE)),
    };
  },
});

// The digest is never selected: what is not read cannot leak.
const TOKEN_SELECT = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
  user: { select: { email: true, name: true } },
} as const;

type Row = Omit<TokenView, "state" | "person" | "scopes"> & {
  scopes: string[];
  user: { email: string; name: string };
};

function tokenView({ user, ...row }: Row, now: Date): TokenView {
  return {
    ...row,
    prefix: `gth_${row.prefix}`,
    scopes: TOKEN_SCOPES.filter((scope) => row.scopes.includes(scope)),
    state: row.revokedAt ? "revoked" : row.expiresAt <= now ? "expired" : "live",
    person: { email: user.email, name: user.name },
  };
}
