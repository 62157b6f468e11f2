import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { RequiredClaims } from "./core/match-claims.ts";
import { personProblem, SETTINGS, storedClaims } from "./publisher-settings.ts";

export type PublisherView = {
  id: string;
  name: string;
  issuer: string;
  audience: string;
  claims: RequiredClaims;
  names: string[];
  person: { name: string; email: string; teams: string[] };
  /** Why nothing can be published now, in words. */
  problem: string | null;
  allowedHosts: string[];
  enabled: boolean;
  createdAt: Date;
  /** The last token exchange of the last 90 days. */
  lastUse: { at: Date; subject: string } | null;
};

/** Who may publish without a stored secret. */
export const listPublishers = defineQuery({
  name: "listPublishers",
  permission: "publisher.manage",
  input: z.object({}),

  async run({ db }): Promise<PublisherView[]> {
    const rows = await db.trustedPublisher.findMany({
      orderBy: { name: "asc" },
      select: {
        id: true,
        createdAt: true,
        ...SETTINGS,
        user: {
          select: {
            name: true,
            email: true,
            disabledAt: true,
            memberships: { select: { team: { select: { name: true } } } },
          },
        },
        tokens: {
          orderBy: { createdAt: "desc" },
          take: 1,
          select: { createdAt: true, subject: true },
        },
      },
    });
    return rows.map(({ user, tokens, userId: _userId, ...row }) => {
      const teams = user.memberships.map(({ team }) => team.name).sort();
      const [last] = tokens;
      return {
        ...row,
        claims: storedClaims(row.claims),
        person: { name: user.name, email: user.email, teams },
        problem: personProblem({ disabled: user.disabledAt !== null, teams: teams.length }),
        lastUse: last ? { at: last.createdAt, subject: last.subject } : null,
      };
    });
  },
});
