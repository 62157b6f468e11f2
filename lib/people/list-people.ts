import { IDLE_HOURS } from "#lib/sessions/core/limits.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Role } from "#lib/kernel/actor.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListPeopleInput, PEOPLE_PER_PAGE } from "./schemas.ts";

export type PersonSummary = {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  teams: { slug: string; name: string }[];
  demo: boolean;
  signsInWith: "single sign-on" | "demo sign-in" | "nothing yet";
  lastSeenAt: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
  liveSessions: number;
  liveTokens: number;
};
export type PeoplePage = { people: PersonSummary[]; total: number; page: number; pages: number };

/** Everyone known here, by name. */
export const listPeople = defineQuery({
  name: "listPeople",
  permission: "person.read",
  input: ListPeopleInput,

  async run({ db }, ctx, { search, role, state, page }): Promise<PeoplePage> {
    const contains = { contains: search, mode: "insensitive" as const };
    const where: Prisma.UserWhereInput = {
      ...(search ? { OR: [{ name: contains }, { email: contains }] } : {}),
      ...(role ? { roles: { has: role } } : {}),
      ...(state === "active" ? { disabledAt: null } : {}),
      ...(state === "disabled" ? { disabledAt: { not: null } } : {}),
    };
    const [total, rows] = await Promise.all([
      db.user.count({ where }),
      db.user.findMany({
        where,
        orderBy: [{ name: "asc" }, { email: "asc" }],
        skip: (page - 1) * PEOPLE_PER_PAGE,
        take: PEOPLE_PER_PAGE,
        select: personSelect(ctx.now),
      }),
    ]);
    return {
      people: rows.map(personView),
      total,
      page,
      pages: Math.max(1, Math.ceil(total / PEOPLE_PER_PAGE)),
    };
  },
});

/** What a list or a person's page shows of a row. */
export function personSelect(now: Date) {
  return {
    id: true,
    email: true,
    name: true,
    roles: true,
    demo: true,
    subject: true,
    lastSeenAt: true,
    disabledAt: true,
    disabledReason: true,
    memberships: {
      select: { team: { select: { slug: true, name: true } } },
      orderBy: { team: { name: "asc" } },
    },
    sessions: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: "desc" }, take: 1 },
    _count: {
      select: {
        sessions: { where: liveSession(now) },
        tokens: { where: { revokedAt: null, expiresAt: { gt: now } } },
      },
    },
  } satisfies Prisma.UserSelect;
}

/** The sessions that could still act; the same rule as lib/sessions/core/limits.ts. */
export const liveSession = (now: Date) => ({
  revokedAt: null,
  expiresAt: { gt: now },
  lastSeenAt: { gt: new Date(now.getTime() - IDLE_HOURS * 3_600_000) },
});

type Row = Prisma.UserGetPayload<{ select: ReturnType<typeof personSelect> }>;

export function personView(row: Row): PersonSummary {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: row.roles,
    teams: row.memberships.map(({ team }) => ({ slug: team.slug, name: team.name })),
    demo: row.demo,
    signsInWith: row.subject ? "single sign-on" : row.demo ? "demo sign-in" : "nothing yet",
    lastSeenAt: row.sessions[0]?.lastSeenAt ?? row.lastSeenAt,
    disabledAt: row.disabledAt,
    disabledReason: row.disabledReason,
    liveSessions: row.disabledAt ? 0 : row._count.sessions,
    liveTokens: row.disabledAt ? 0 : row._count.tokens,
  };
}
