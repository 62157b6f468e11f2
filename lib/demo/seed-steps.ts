import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { DEMO_PEOPLE, DEMO_TEAMS } from "../../prisma/demo/people.ts";
import { DEMO_AUDIENCES } from "./demo-audiences.ts";

export type Seeded = { ids: Map<string, string>; audit: AuditEntry[] };

const demoEntry = (
  action: AuditEntry["action"],
  target: Pick<AuditEntry, "targetKind" | "targetId" | "personal">,
  after: AuditEntry["after"],
): AuditEntry => ({ action, ...target, before: null, after: { ...after, demo: true } });

/** The demo teams that are missing; a team of the same short name is taken as it is. */
export async function seedTeams(tx: Tx): Promise<Seeded> {
  const slugs = DEMO_TEAMS.map((team) => team.slug);
  const known = await tx.team.findMany({
    where: { slug: { in: slugs } },
    select: { id: true, slug: true },
  });
  const ids = new Map(known.map((team) => [team.slug, team.id]));
  const audit: AuditEntry[] = [];
  for (const team of DEMO_TEAMS) {
    if (ids.has(team.slug)) continue;
    const { id } = await tx.team.create({ data: { ...team, demo: true }, select: { id: true } });
    ids.set(team.slug, id);
    audit.push(demoEntry("team.create", { targetKind: "team", targetId: id }, team));
  }
  return { ids, audit };
}

/**
 * The demo accounts that are missing, each in its teams. Accounts that exist keep their roles,
 * names and, if disabled, their state.
 */
export async function seedPeople(tx: Tx, teams: Seeded): Promise<Seeded> {
  const known = await tx.user.findMany({
    where: { email: { in: DEMO_PEOPLE.map((person) => person.email) } },
    select: { id: true, email: true, demo: true },
  });
  const stranger = known.find((person) => !person.demo);
  if (stranger)
    throw new AppError(
      "conflict",
      `${stranger.email} is a real account here, so the demo data was not added.`,
    );
  const ids = new Map(known.map((person) => [person.email, person.id]));
  const freshTeams = new Set(teams.audit.map((entry) => entry.targetId));
  const audit: AuditEntry[] = [];
  for (const { email, name, roles, teams: slugs } of DEMO_PEOPLE) {
    const before = ids.get(email);
    const id =
      before ??
      (
        await tx.user.create({
          data: { email, name, roles: [...roles], demo: true },
          select: { id: true },
        })
      ).id;
    ids.set(email, id);
    // Who was taken out of a team that exists stays out of it.
    const teamIds = slugs.map((slug) => idOf(teams.ids, slug));
    const joins = teamIds.filter((teamId) => before === undefined || freshTeams.has(teamId));
    await tx.teamMember.createMany({
      data: joins.map((teamId) => ({ teamId, userId: id })),
      skipDuplicates: true,
    });
    if (before === undefined)
      audit.push(
        demoEntry(
          "person.create",
          {
            targetKind: "person",
            targetId: id,
            personal: { subject: id, facts: { after: { email, name } } },
          },
          { roles, teams: slugs },
        ),
      );
  }
  return { ids, audit };
}

/** The demo audiences that are missing, with the demo servers that belong to them. */
export async function seedAudiences(tx: Tx, teams: Seeded): Promise<AuditEntry[]> {
  const known = await tx.audience.findMany({
    where: { slug: { in: DEMO_AUDIENCES.map((audience) => audience.slug) } },
    select: { slug: true },
  });
  const audit: AuditEntry[] = [];
  for (const { teams: slugs, categories, ...audience } of DEMO_AUDIENCES) {
    if (known.some((row) => row.slug === audience.slug)) continue;
    const servers = await tx.server.findMany({
      where: {
        demo: true,
        categories: { hasSome: [...categories] },
        lifecycle: { in: ["approved", "deprecated"] },
        ...(audience.anonymous ? { exposed: true } : {}),
      },
      select: { id: true },
    });
    const { id } = await tx.audience.create({
      data: {
        ...audience,
        demo: true,
        teams: { createMany: { data: slugs.map((slug) => ({ teamId: idOf(teams.ids, slug) })) } },
        servers: { createMany: { data: servers.map((server) => ({ serverId: server.id })) } },
      },
      select: { id: true },
    });
    audit.push(
      demoEntry(
        "audience.create",
        { targetKind: "audience", targetId: id },
        { ...audience, teams: slugs, servers: servers.length },
      ),
    );
  }
  return audit;
}

/** @throws Error when the demo catalog names somebody or something that it does not hold. */
export function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The demo data names ${key}, which it does not hold.`);
  return id;
}
