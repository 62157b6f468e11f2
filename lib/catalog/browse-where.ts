import type { Actor } from "#lib/kernel/actor.ts";
import type { BoundValues } from "./bound-values.ts";
import {
  effectiveLifecycles,
  NONE,
  UNKNOWN_RISK,
  type BrowseFilters,
  type Facet,
} from "./core/browse-state.ts";
import { visibleTo } from "./visibility.ts";

/** How a question is matched against servers. */
export type TextMatch =
  | { mode: "everything" }
  /** Every word begins a word of the server, as written or by its English stem. */
  | { mode: "words"; words: readonly string[] }
  /** The text stands anywhere in name, title or description. */
  | { mode: "part"; part: string };

/** A tsquery for words that core/search-words.ts has cleaned. */
export function wordsQuery(words: readonly string[], bound: BoundValues): string {
  return words.map((word) => `gatehouse_word_query(${bound.bind(word)})`).join(" && ");
}

export function textClause(match: TextMatch, bound: BoundValues): string {
  switch (match.mode) {
    case "everything":
      return "true";
    case "words":
      return `s."search" @@ (${wordsQuery(match.words, bound)})`;
    case "part":
      return `s."haystack" LIKE ${bound.bind(`%${escapeLike(match.part)}%`)}`;
  }
}

export function escapeLike(text: string): string {
  return text.toLowerCase().replace(/[\\%_]/g, "\\$&");
}

export function visibleClause(actor: Actor, bound: BoundValues): string {
  return bound.clause((first) => visibleTo(actor, first));
}

export type FilterName = Facet | "quarantined";

/** One clause per filter that is set. The lifecycle always is: by default it hides the unapproved. */
export function filterClauses(
  filters: BrowseFilters,
  bound: BoundValues,
): Partial<Record<FilterName, string>> {
  const clauses: Partial<Record<FilterName, string>> = {
    lifecycle: lifecycleClause(filters, bound),
  };
  const anyOf = (column: string, type: string, values: readonly string[]) =>
    `s."${column}" = ANY(${bound.bind(values)}::${type}[])`;
  const trusted = (column: string, type: string, values: readonly string[]) =>
    `x."${column}" = ANY(${bound.bind(values)}::${type}[])`;
  const overlaps = (column: string, values: readonly string[]) =>
    `s."${column}" && ${bound.bind(values)}::text[]`;

  const { model, classification, team, category, package: packages, transport, origin } = filters;
  if (model.length > 0)
    clauses.model = orNone(model, "deploymentModel", (values) =>
      anyOf("deploymentModel", '"DeploymentModel"', values),
    );
  if (classification.length > 0)
    clauses.classification = orNone(classification, "classification", (values) =>
      anyOf("classification", '"DataClassification"', values),
    );
  if (team.length > 0)
    clauses.team = orNone(
      team,
      "ownerTeamId",
      (values) =>
        `s."ownerTeamId" = ANY(ARRAY(SELECT "id" FROM "Team" WHERE "slug" = ANY(${bound.bind(values)}::text[])))`,
    );
  if (category.length > 0) clauses.category = overlaps("categories", category);
  if (packages.length > 0) clauses.package = overlaps("packageTypes", packages);
  if (transport.length > 0) clauses.transport = overlaps("transports", transport);
  if (origin.length > 0) clauses.origin = anyOf("origin", '"Origin"', origin);
  Object.assign(clauses, trustClauses(filters, trusted));
  if (filters.quarantined !== null)
    clauses.quarantined = `s."quarantinedAt" IS ${filters.quarantined ? "NOT NULL" : "NULL"}`;
  return clauses;
}

/** Trust stands in a table `x` of its own, which a statement joins where it is asked for. */
export const TRUST_JOIN = `JOIN "ServerTrust" x ON x."serverId" = s."id"`;

type AnyOf = (column: string, type: string, values: readonly string[]) => string;

function trustClauses(
  { trust, risk }: BrowseFilters,
  anyOf: AnyOf,
): Partial<Record<FilterName, string>> {
  const level = (values: readonly string[]) => anyOf("level", "int", values);
  const found = (values: readonly string[]) => anyOf("risk", "text", values);
  return {
    ...(trust.length > 0 && {
      trust: orMissing(trust, NONE, { column: `x."level"`, clause: level }),
    }),
    ...(risk.length > 0 && {
      risk: orMissing(risk, UNKNOWN_RISK, { column: `x."risk"`, clause: found }),
    }),
  };
}

function lifecycleClause(filters: BrowseFilters, bound: BoundValues): string {
  // Written out, so that the planner sees that the partial indexes of the default list serve.
  if (filters.lifecycle.length === 0) return `s."lifecycle" IN ('approved', 'deprecated')`;
  return `s."lifecycle" = ANY(${bound.bind(effectiveLifecycles(filters))}::"ServerLifecycle"[])`;
}

function orNone(
  chosen: readonly string[],
  column: string,
  clause: (values: readonly string[]) => string,
): string {
  return orMissing(chosen, NONE, { column: `s."${column}"`, clause });
}

function orMissing(
  chosen: readonly string[],
  missing: string,
  { column, clause }: { column: string; clause: (values: readonly string[]) => string },
): string {
  const values = chosen.filter((value) => value !== missing);
  const parts = [
    ...(values.length > 0 ? [clause(values)] : []),
    ...(chosen.includes(missing) ? [`${column} IS NULL`] : []),
  ];
  return `(${parts.join(" OR ")})`;
}
