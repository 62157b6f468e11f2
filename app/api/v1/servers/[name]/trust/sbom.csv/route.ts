import { csvLine } from "#lib/catalog/core/csv.ts";
import { filtersText } from "#lib/exports/filters-text.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getSbom, type AdvisoryView, type ComponentView } from "#lib/trust/get-sbom.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

type Params = { name: string };

const HEADER = [
  "name",
  "version",
  "purl",
  "licence",
  "distance",
  "way",
  "needed_by",
  "install_script",
  "optional",
  "only_declared",
  "integrity",
  "advisories",
  "worst",
  "highest_cvss",
  "highest_epss",
  "exploited",
  "fixed_in",
  "brought_by",
];

/** GET /api/v1/servers/{name}/trust/sbom.csv: the list that the same address shows on the page. */
export const GET = defineRoute<Params>(async (ctx, request, params) => {
  await requireAtDoor(ctx, getSbom.permission);
  const { name } = serverRef({ params });
  const { version, option, q, only, under } = searchParams(request);
  const asked = { name, version, option, q, only, under, page: 1, size: 50_000 };
  const { sbom, ...about } = found(await getSbom(ctx, asked), "version");
  if (sbom === null) throw new AppError("not_found", "No list of components is kept for it.");
  const filters = filtersText({ server: name, version, option, q, only, under });
  await noteExport(ctx, { what: "sbom.csv", filters });
  const title = `${name}-${about.version}`.replaceAll(/[^\w.-]+/g, "-");
  const rows = sbom.rows.filter(({ isMatch }) => isMatch);
  const lines = rows.map((row) => lineOf(row, sbom.feeds !== null));
  return new Response(csvLine(HEADER) + lines.join(""), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="components-${title}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});

const yes = (value: boolean) => (value ? "yes" : "no");
const highest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** @param isKnown false: nobody could say which advisories there are. */
function lineOf(row: ComponentView, isKnown: boolean): string {
  return csvLine([
    row.name,
    row.version,
    row.purl,
    row.license,
    row.distance,
    row.way.join(" > "),
    row.neededBy,
    yes(row.hasInstallScript),
    yes(row.optional),
    yes(row.isDeclared),
    row.integrity,
    ...(isKnown ? advisoryCells(row.advisories) : UNKNOWN),
    row.broughtBy.join("; "),
  ]);
}

const UNKNOWN = ["not known", null, null, null, null, null];

const RATINGS = ["critical", "high", "medium", "low", "unknown"] as const;

function advisoryCells(all: readonly AdvisoryView[]) {
  if (all.length === 0) return [null, null, null, null, null, null];
  return [
    all.map(({ id }) => id).join("; "),
    RATINGS.find((rating) => all.some((one) => one.rating === rating)) ?? null,
    highest(all.map(({ cvss }) => cvss)),
    highest(all.map(({ epss }) => epss)),
    yes(all.some(({ kev }) => kev)),
    [...new Set(all.flatMap(({ fixedIn }) => fixedIn))].join("; "),
  ];
}

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
