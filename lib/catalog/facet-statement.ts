import { TRUST_JOIN, type FilterName } from "./browse-where.ts";
import { FACETS, NONE, UNKNOWN_RISK, type Facet } from "./core/browse-state.ts";

/** Each filter has a bit; a row's mask holds the filters it fails. */
const BITS = Object.fromEntries(
  [...FACETS, "quarantined" as const].map((name, at) => [name, 1 << at]),
) as Record<FilterName, number>;

const LISTS: Partial<Record<Facet, string>> = {
  category: "categories",
  package: "packageTypes",
  transport: "transports",
};
const SCALARS: Partial<Record<Facet, string>> = {
  lifecycle: "lifecycle",
  model: "deploymentModel",
  classification: "classification",
  origin: "origin",
  trust: "level",
  risk: "risk",
};
/** What a facet calls servers that have none. */
const MISSING: Partial<Record<Facet, string>> = { risk: UNKNOWN_RISK };

/** Folded each by itself: together they hardly fold, so many combinations there are. */
const SETS = [
  ["lifecycle", "deploymentModel", "classification", "origin", "quarantined"],
  ["ownerTeamId"],
  ["categories"],
  ["packageTypes", "transports"],
  ["level", "risk"],
] as const;
const columns = (set: readonly string[]) => set.map((column) => `"${column}"`).join(", ");
/** GROUPING() of one column of each set: a bit for each that a row is not of, the first the highest. */
const WHICH = `GROUPING(${columns(SETS.map(([first]) => first))})`;
const inSetOf = (column: string) => {
  const at = SETS.findIndex((set) => set.some((one) => one === column));
  return `"set" = ${2 ** SETS.length - 1 - 2 ** (SETS.length - 1 - at)}`;
};

/**
 * One pass over the servers folds equal ones together with the filters they fail; every facet is
 * then counted over those few groups that fail no filter but its own.
 */
export function facetStatement(parts: {
  where: string;
  filters: Partial<Record<FilterName, string>>;
}): string {
  const set = Object.entries(parts.filters) as [FilterName, string][];
  const mask = set.map(([name, ok]) => `CASE WHEN ${ok} THEN 0 ELSE ${BITS[name]} END`).join(" + ");
  const flags = inSetOf("quarantined");
  const arms = [
    `SELECT 'total' AS "facet", '' AS "value", NULL::text AS "label", coalesce(sum("n"), 0)::int AS "n" FROM g WHERE ${flags} AND "mask" = 0`,
    `SELECT 'quarantined', "quarantined"::text, NULL, sum("n")::int FROM g WHERE ${flags} AND "mask" IN (0, ${BITS.quarantined}) GROUP BY "quarantined"`,
    ...FACETS.map(facetArm),
  ];
  // A row that fails two filters counts for no facet: zero and powers of two are all we need. (Of "= 0" the planner expects too few rows.)
  return `WITH g AS MATERIALIZED (
      SELECT *, count(*) AS "n", ${WHICH} AS "set" FROM (
        SELECT s."lifecycle", s."deploymentModel", s."classification", s."ownerTeamId", s."origin",
               x."level", x."risk", s."categories", s."packageTypes", s."transports", s."quarantinedAt" IS NOT NULL AS "quarantined",
               ${mask} AS "mask"
        FROM "Server" s ${TRUST_JOIN} WHERE ${parts.where}
      ) r WHERE "mask" & ("mask" - 1) < 1
      GROUP BY GROUPING SETS (${SETS.map((one) => `(${columns(one)}, "mask")`).join(", ")})
    ) SELECT * FROM (${arms.join(" UNION ALL ")}) counted ORDER BY "facet", "n" DESC, "value"`;
}

function facetArm(facet: Facet): string {
  const counted = `sum("n")::int`;
  const where = (column: string) => `WHERE ${inSetOf(column)} AND "mask" IN (0, ${BITS[facet]})`;
  const list = LISTS[facet];
  if (list)
    return `SELECT '${facet}', v, NULL, ${counted} FROM g, unnest(g."${list}") v ${where(list)} GROUP BY v`;
  const scalar = SCALARS[facet];
  if (scalar)
    return `SELECT '${facet}', coalesce("${scalar}"::text, '${MISSING[facet] ?? NONE}'), NULL, ${counted} FROM g ${where(scalar)} GROUP BY "${scalar}"`;
  return `SELECT '${facet}', coalesce(t."slug", '${NONE}'), t."name", ${counted}
    FROM g LEFT JOIN "Team" t ON t."id" = g."ownerTeamId" ${where("ownerTeamId")} GROUP BY t."slug", t."name"`;
}
