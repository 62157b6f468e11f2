/**
 * Servers `s` that people are offered, of one team ($1, its slug) or of all. The catalog shows the
 * same without a filter, so that what is counted here is found there.
 */
export const ON_OFFER = `s."lifecycle" IN ('approved', 'deprecated')
  AND ($1::text IS NULL OR s."ownerTeamId" = (SELECT "id" FROM "Team" WHERE "slug" = $1))`;

/** Whose server it is, for a statement with `s` and, as `t`, its team. */
export const WHOSE = `s."name", s."title", t."slug" AS "teamSlug", t."name" AS "teamName"`;

export type WhoseRow = {
  name: string;
  title: string | null;
  teamSlug: string | null;
  teamName: string | null;
};

/** A server in a list of the overview. */
export type ListedServer = {
  name: string;
  title: string | null;
  ownerTeam: { slug: string; name: string } | null;
};

export const listedServer = ({ name, title, teamSlug, teamName }: WhoseRow): ListedServer => ({
  name,
  title,
  ownerTeam: teamSlug === null || teamName === null ? null : { slug: teamSlug, name: teamName },
});
