import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { FACETS, parseBrowse } from "#lib/catalog/core/browse-state.ts";
import type { FacetCounts } from "#lib/catalog/count-facets.ts";
import { ActiveFilters } from "./active-filters.tsx";
import { FacetPanel } from "./facet-panel.tsx";

const facets = Object.fromEntries(FACETS.map((facet) => [facet, []])) as unknown;
const counts: FacetCounts = {
  ...{ total: 5, quarantined: 1, notQuarantined: 4 },
  facets: facets as FacetCounts["facets"],
};
const NONE_HELD = { ...counts, quarantined: 0, notQuarantined: 5 };

/** The links of a piece of the page: their words, and where they lead. */
const linksIn = (markup: string) =>
  [...markup.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/g)].map(([, href, text = ""]) => [
    text
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
    href,
  ]);
const chips = (quarantined: string) =>
  linksIn(
    renderToStaticMarkup(
      <ActiveFilters state={parseBrowse({ team: "data", quarantined })} counts={counts} />,
    ),
  );
const panel = (quarantined: string, given = counts) =>
  linksIn(renderToStaticMarkup(<FacetPanel state={parseBrowse({ quarantined })} counts={given} />));

describe("what is in quarantine", () => {
  test.each([
    ["true", "Quarantined only"],
    ["false", "Not in quarantine"],
  ])("quarantined=%s is a chip, and goes alone", (value, label) => {
    expect(chips(value)).toEqual([
      ["Remove filter: Owner team: data", `/servers?quarantined=${value}`],
      [`Remove filter: ${label}`, "/servers?team=data"],
      ["Clear all", "/servers"],
    ]);
  });

  test("is chosen and left out beside the other filters, with how many there are of each", () => {
    const held = ["Quarantined only 1 server", "/servers?quarantined=true"];
    const others = ["Not in quarantine 4 servers", "/servers?quarantined=false"];
    expect(panel("")).toEqual([held, others]);
    expect(panel("true")).toEqual([[held[0], "/servers"], others]);
    expect(panel("false")).toEqual([held, [others[0], "/servers"]]);
  });

  test("is no filter where there is nothing in it, unless it was asked for", () => {
    expect(panel("", NONE_HELD)).toEqual([]);
    expect(panel("false", NONE_HELD)).toHaveLength(2);
  });
});
