import type { ListFilter } from "./overview-list.tsx";

/** The filter by owner team, where there is one. */
export const teamFilter = (team: string | undefined, withoutHref: string): ListFilter[] =>
  team === undefined ? [] : [{ label: `Owner team: ${team}`, withoutHref }];
