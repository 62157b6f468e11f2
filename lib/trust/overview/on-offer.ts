/** Servers `s` as the catalog lists them without a filter, of one team ($1, its slug) or of all. */
export const LISTED = `s."lifecycle" IN ('approved', 'deprecated')
  AND ($1::text IS NULL OR s."ownerTeamId" = (SELECT "id" FROM "Team" WHERE "slug" = $1))`;

/** Those of them that people are offered: what is in quarantine is listed, so that it is found. */
export const ON_OFFER = `${LISTED} AND s."quarantinedAt" IS NULL`;

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
