import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";

/** The team, locked: it can neither vanish nor change until the transaction ends. */
export async function lockTeam(tx: Tx, slug: string) {
  await tx.$queryRaw`SELECT 1 FROM "Team" WHERE "slug" = ${slug} FOR UPDATE`;
  const team = await tx.team.findUnique({
    where: { slug },
    select: { id: true, slug: true, name: true, description: true, channel: true },
  });
  if (!team) throw new AppError("not_found", `There is no team ${slug}.`);
  return team;
}

type Facts = { slug: string; name: string; description: string; channel: string | null };

export const teamFacts = ({ slug, name, description, channel }: Facts) => ({
  slug,
  name,
  description,
  channel,
});
