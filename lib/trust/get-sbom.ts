import type { Db } from "#lib/db/client.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { componentPage, type ComponentPage, type ComponentRow } from "./core/component-page.ts";
import {
  broughtBy,
  wayTo,
  type ComponentNode,
  type ComponentTree,
  type RatedAdvisory,
} from "./core/component-tree.ts";
import type { Rating } from "./core/rules/vulnerabilities.ts";
import type { Reason } from "./core/words.ts";
import { findEvaluated, type EvaluatedAbout } from "./find-evaluated.ts";
import { findSbom, type FoundSbom, type NoSbom } from "./sbom/find-sbom.ts";
import { GetSbomInput } from "./schemas.ts";

export type AdvisoryView = Pick<
  RatedAdvisory,
  "id" | "aliases" | "summary" | "rating" | "cvss" | "epss" | "kev" | "malicious" | "fixedIn"
>;

export type ComponentView = Pick<
  ComponentNode,
  | "purl"
  | "name"
  | "version"
  | "license"
  | "integrity"
  | "hasInstallScript"
  | "optional"
  | "distance"
  | "below"
> & {
  /** Only its builder says that it is in there: nobody here has seen it. */
  isDeclared: boolean;
  indent: number;
  isMatch: boolean;
  /** From the direct dependency to it, itself included: `name@version` each. */
  way: string[];
  /** How many need it, without the artifact itself. */
  neededBy: number;
  /** Direct dependencies that bring it; only where it has advisories. */
  broughtBy: string[];
  advisories: AdvisoryView[];
};

/** A direct dependency with the advisories of all that it brings, its own among them. */
export type Bringer = {
  purl: string;
  name: string;
  version: string;
  advisories: number;
  worst: Rating;
};

export type SbomView = {
  /** As kept: CycloneDX. */
  document: { sha256: string; mediaType: string; sizeBytes: number; madeAt: Date };
  counts: { components: number; direct: number; affected: number; installScripts: number };
  licences: { licence: string | null; count: number }[];
  /** Null: what the feeds said was not kept with this evaluation. */
  feeds: { from: string; missing: readonly ("osv" | "epss" | "kev")[] } | null;
  /** Why advisories could not be looked up, or not all of them; null: they were. */
  unasked: { reason: Reason | null; detail: string } | null;
  /** About the artifact itself. */
  own: AdvisoryView[];
  bringers: Bringer[];
  rows: ComponentView[];
  matches: number;
  page: number;
  pages: number;
};

export type SbomAnswer = EvaluatedAbout & { sbom: SbomView | null; why: NoSbom | null };

/**
 * What comes with an artifact when it is installed, as a tree with advisories, for whoever may see
 * the version; null: nobody may see it.
 */
export const getSbom = defineQuery({
  name: "getSbom",
  permission: "catalog.read",
  input: GetSbomInput,

  async run(readers, ctx, { name, version, option, ...asked }): Promise<SbomAnswer | null> {
    const evaluated = await findEvaluated(readers, ctx, { name, version, option });
    if (evaluated === null) return null;
    const found = await findSbom(readers.db, evaluated.evaluationId);
    if (!found.ok) return { ...evaluated.about, sbom: null, why: found.why };
    const { q, only, under = null, page, size } = asked;
    const filter = { q, onlyAffected: only === "advisories", under };
    const shown = componentPage(found.tree, filter, { page, size });
    const unasked = await unaskedOf(readers.db, evaluated.evaluationId);
    return { ...evaluated.about, sbom: { ...viewOf(found, shown), unasked }, why: null };
  },
});

type Found = Extract<FoundSbom, { ok: true }>;

const isUnknown = (status: string) => status === "not_checkable" || status === "error";

/** Of SC-02, which judges by the advisories. */
async function unaskedOf(db: Db, evaluationId: string | null): Promise<SbomView["unasked"]> {
  if (evaluationId === null) return null;
  const row = await db.trustControlResult.findFirst({
    where: { evaluationId, control: "SC-02" },
    select: { status: true, reason: true, detail: true },
  });
  return row !== null && isUnknown(row.status)
    ? { reason: row.reason as Reason | null, detail: row.detail }
    : null;
}

function viewOf(
  { document, tree, advisories }: Found,
  shown: ComponentPage,
): Omit<SbomView, "unasked"> {
  const { nodes } = tree;
  const { sha256, mediaType, sizeBytes, fetchedAt } = document;
  return {
    document: { sha256, mediaType, sizeBytes, madeAt: fetchedAt },
    counts: {
      components: nodes.length,
      direct: nodes.filter(({ distance }) => distance === 1).length,
      affected: nodes.filter((node) => node.advisories.length > 0).length,
      installScripts: nodes.filter(({ hasInstallScript }) => hasInstallScript).length,
    },
    licences: licencesOf(nodes),
    feeds: advisories && { from: advisories.feedsFrom, missing: advisories.missingFeeds },
    own: tree.own.map(advisoryView),
    bringers: bringersOf(tree),
    rows: shown.rows.map((row) => componentView(tree, row)),
    matches: shown.matches,
    page: shown.page,
    pages: shown.pages,
  };
}

function componentView(
  tree: ComponentTree,
  { node, indent, isMatch }: ComponentRow,
): ComponentView {
  const { purl, name, version, license, integrity, hasInstallScript, optional } = node;
  const isAffected = node.advisories.length > 0;
  const place = tree.byPurl.get(purl) ?? node;
  return {
    ...{ purl, name, version, license, integrity, hasInstallScript, optional },
    distance: node.distance,
    isDeclared: node.isDeclared === true,
    below: place.below,
    indent,
    isMatch,
    way: wayTo(tree, place).map(label),
    neededBy: node.neededBy.length,
    broughtBy: isAffected ? broughtBy(tree, purl).map(label) : [],
    advisories: node.advisories.map(advisoryView),
  };
}

const label = ({ name, version }: ComponentNode) => `${name}@${version}`;

function advisoryView(advisory: RatedAdvisory): AdvisoryView {
  const { id, aliases, summary, rating, cvss, epss, kev, malicious, fixedIn } = advisory;
  return { id, aliases, summary, rating, cvss, epss, kev, malicious, fixedIn };
}

/** The most frequent first. */
function licencesOf(nodes: readonly ComponentNode[]): SbomView["licences"] {
  const counts = new Map<string | null, number>();
  for (const { license } of nodes) counts.set(license, (counts.get(license) ?? 0) + 1);
  return [...counts]
    .map(([licence, count]) => ({ licence, count }))
    .sort(
      (one, other) =>
        other.count - one.count || ((one.licence ?? "") < (other.licence ?? "") ? -1 : 1),
    );
}

const RATINGS: readonly Rating[] = ["unknown", "low", "medium", "high", "critical"];

/** Of more than so many weak components nobody asks who brings each of them. */
const MOST_TRACED = 1_000;

/** The worst first. */
function bringersOf(tree: ComponentTree): Bringer[] {
  const found = new Map<string, Bringer>();
  const affected = tree.nodes.filter(({ advisories }) => advisories.length > 0);
  for (const { purl, advisories } of affected.slice(0, MOST_TRACED)) {
    for (const direct of broughtBy(tree, purl)) {
      const { name, version } = direct;
      const before = found.get(direct.purl) ?? { advisories: 0, worst: "unknown" as const };
      found.set(direct.purl, {
        ...{ purl: direct.purl, name, version },
        advisories: before.advisories + advisories.length,
        worst: advisories.map(({ rating }) => rating).reduce(worse, before.worst),
      });
    }
  }
  return [...found.values()].sort(
    (one, other) =>
      RATINGS.indexOf(other.worst) - RATINGS.indexOf(one.worst) ||
      other.advisories - one.advisories,
  );
}

const worse = (one: Rating, other: Rating): Rating =>
  RATINGS.indexOf(one) >= RATINGS.indexOf(other) ? one : other;
