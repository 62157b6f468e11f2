import { expect, test } from "vitest";
import { BADGE_COLOURS, badgeOf, badgeSvg } from "./badge-svg.ts";
import type { Standing } from "./trust-parts.ts";

const STANDING: Standing = {
  level: 2,
  label: "MTF-adapted L2 Standard",
  kind: "npm",
  flag: "complete",
  staleSince: null,
  score: 64,
  coverage: { evaluated: 118, applicable: 130 },
  risk: "low",
  ruleSet: "mtf-0.1/reg-1.0.0",
  evaluatedAt: new Date("2026-11-26T12:00:00Z"),
  options: 1,
  assessed: 1,
  dropped: null,
  checkedAt: new Date(0),
  validUntil: null,
  previousRuleSet: null,
};
const ABOUT = { name: "com.acme/files", version: "1.0.0" };

test.each([
  ["a complete level with its score", {}, "MTF-adapted L2 Standard, 64/100"],
  ["a bundle, which MTF is about", { kind: "mcpb" }, "MTF L2 Standard, 64/100"],
  ["no score where none could be computed", { score: null, level: 0 }, "not assessed"],
  ["a level of some days ago", { flag: "stale" }, "MTF-adapted L2 Standard, stale, 64/100"],
  ["what could not be checked", { flag: "provisional", level: 0, score: null }, "not assessed"],
  ["what is only proven so far", { flag: "provisional", level: 1, score: 44 }, "MTF-adapted L1 Basic, provisional, 44/100"], // prettier-ignore
  ["what must not be used and nobody checked", { flag: "blocked", level: 0, score: null }, "blocked, not assessed"], // prettier-ignore
  ["what must not be used", { flag: "blocked", level: 0, score: 0 }, "blocked, MTF-adapted L0 None"], // prettier-ignore
] as const)("it says %s", (_what, more, words) => {
  expect(badgeOf({ ...STANDING, ...more }).words).toBe(words);
});

test("what nobody has looked at has words and a colour that no level has", () => {
  const unknown = badgeOf(null);
  expect(unknown.words).toBe("not assessed");
  for (const level of [0, 1, 2, 3, 4] as const)
    expect(badgeOf({ ...STANDING, level }).colour).not.toEqual(unknown.colour);
});

test("level 0 because too little could be checked looks like that, and not like a verdict", () => {
  const open = badgeOf({ ...STANDING, level: 0, flag: "provisional", score: null });
  expect(open.colour).toEqual(badgeOf(null).colour);
  expect(badgeOf({ ...STANDING, level: 0 }).colour).not.toEqual(open.colour);
});

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(BADGE_COLOURS)("text on $ground can be read: 4.5 to 1 or better", ({ ground, text }) => {
  const [dark = 0, light = 0] = [luminance(ground), luminance(text)].sort((a, b) => a - b);
  expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
});

test("it is an image with a name, once as a label and once as a title", () => {
  const svg = badgeSvg(ABOUT, STANDING);
  const name = "Trust of com.acme/files 1.0.0: MTF-adapted L2 Standard, 64/100";
  expect(svg).toContain(`role="img" aria-label="${name}"`);
  expect(svg).toContain(`<title>${name}</title>`);
});

test("nothing in a version can become markup or break the document", () => {
  const svg = badgeSvg({ name: "a/b", version: `"><script>&'\u0000\u0008\ud800` }, STANDING);
  expect(svg).not.toMatch(/<script|on\w+=|href/);
  expect(svg).toContain("&quot;&gt;&lt;script&gt;&amp;&apos;???");
});

test("its two halves fill its width", () => {
  const [whole = 0, left = 0, right = 0] = [
    ...badgeSvg(ABOUT, STANDING).matchAll(/ width="(\d+)"/g),
  ].map(([, width]) => Number(width));
  expect(left + right).toBe(whole);
});
