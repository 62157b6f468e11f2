import type { Tx } from "#lib/db/client.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";

/** The audience, locked until the transaction ends. */
export async function lockAudience(tx: Tx, slug: string) {
  await tx.$queryRaw`SELECT 1 FROM "Audience" WHERE "slug" = ${slug} FOR UPDATE`;
  const audience = await tx.audience.findUnique({
    where: { slug },
    select: {
      id: true,
      slug: true,
      name: true,
      description: true,
      anonymous: true,
      teams: { select: { team: { select: { slug: true } } } },
    },
  });
  if (!audience) throw new AppError("not_found", `There is no audience ${slug}.`);
  const { teams, ...facts } = audience;
  return { ...facts, teams: teams.map(({ team }) => team.slug).sort() };
}

/** The ids of teams by their short names, in any order. */
export async function teamIdsBySlug(tx: Tx, slugs: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(slugs)];
  const teams = await tx.team.findMany({
    where: { slug: { in: wanted } },
    select: { id: true, slug: true },
  });
  const unknown = wanted.find((slug) => !teams.some((team) => team.slug === slug));
  if (unknown) throw fieldError("teams", `There is no team ${unknown}.`);
  return teams.map((team) => team.id);
}

type Facts = {
  slug: string;
  name: string;
  description: string;
  anonymous: boolean;
  teams: readonly string[];
};

export const audienceFacts = ({ slug, name, description, anonymous, teams }: Facts) => ({
  slug,
  name,
  description,
  anonymous,
  teams: [...new Set(teams)].sort(),
});
