import type { TeamRef } from "#lib/requests/request-view.ts";

/** Names of teams by slug; teams of one name are told apart by their slugs. */
export function teamNames(...teams: readonly (TeamRef | null | undefined)[]) {
  const known = new Map(teams.flatMap((team) => (team ? [[team.slug, team.name]] : [])));
  const names = [...known.values()];
  const isShared = (name: string) => names.filter((other) => other === name).length > 1;
  return new Map(
    [...known].map(([slug, name]) => [slug, isShared(name) ? `${name} (${slug})` : name]),
  );
}
