import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { TrustLink } from "#components/trust/trust-chips.tsx";
import type { ServerCard } from "#lib/catalog/server-card.ts";
import { NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import { Release, ServerChips } from "./server-facts.tsx";
import { TRUST_FACET_WORDS } from "./trust-facets.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const CARD: ServerCard = {
  ...{ name: "com.acme/files", title: null, description: "", lifecycle: "approved" },
  ...{ quarantined: false, quarantineNote: null, approvalRanOut: false, revoked: false },
  ...{ classification: null, deploymentModel: null, origin: "community", categories: [] },
  ...{ ownerTeam: null, latestVersion: "1.0.0", newestVersion: "1.0.0", lastReleaseAt: NOW },
  ...{ versionCount: 1, toolCount: 0, packageTypes: [], transports: [], trust: null, matched: [] },
};
const UNCHECKED = {
  level: 0,
  kind: "npm",
  flag: "provisional",
  score: null,
  risk: "none",
} as const;
const chips = (trust: ServerCard["trust"]) =>
  renderToStaticMarkup(<ServerChips server={{ ...CARD, trust }} />);

describe("what nobody has scanned, and what no scan could check", () => {
  test("are called on a card and on the page of a server by the word of the filter", () => {
    const word = NOT_ASSESSED.toLowerCase();
    expect(TRUST_FACET_WORDS.none.label).toBe(NOT_ASSESSED);
    for (const trust of [null, UNCHECKED, { ...UNCHECKED, flag: "stale" as const }]) {
      expect(chips(trust)).toContain(`Trust ${word}`);
      expect(chips(trust)).not.toMatch(/L0|rovisional|stale/);
      expect(renderToStaticMarkup(<TrustLink standing={trust} href="/" />)).toContain(word);
    }
  });

  test("keep that they are blocked, and what was found all the same", () => {
    expect(chips({ ...UNCHECKED, flag: "blocked" })).toContain("Trust not assessed, blocked");
    expect(chips({ ...UNCHECKED, risk: "critical" })).toContain("Critical risk");
  });

  test("are not what was checked and reaches no level", () => {
    const none = chips({ ...UNCHECKED, flag: "complete", score: 12 });
    expect(none).toContain("MTF-adapted L0 None");
    expect(none).not.toContain("not assessed");
  });
});

test("the time of a version is said to be that of its listing, which no release upstream is", () => {
  const html = renderToStaticMarkup(<Release server={CARD} now={NOW} />);
  expect(html).toContain("Newest version listed");
  expect(html).toContain("The package itself may be older.");
  expect(html).not.toMatch(/[Rr]elease/);
});
