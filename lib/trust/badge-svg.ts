import { isAssessed, NOT_ASSESSED } from "./core/assessed.ts";
import { levelLabel } from "./core/words.ts";
import type { Standing } from "./trust-parts.ts";

type Colour = { ground: string; text: string };

const LEFT: Colour = { ground: "#33363d", text: "#ffffff" };
const UNKNOWN: Colour = { ground: "#5c328c", text: "#ffffff" };
const BLOCKED: Colour = { ground: "#9c1d16", text: "#ffffff" };
/** By level. The words beside them say the same: colour never speaks alone. */
const LEVELS: readonly Colour[] = [
  { ground: "#7a4300", text: "#ffffff" },
  { ground: "#55555f", text: "#ffffff" },
  { ground: "#2449b0", text: "#ffffff" },
  { ground: "#145a33", text: "#ffffff" },
  { ground: "#145a33", text: "#ffffff" },
];
export const BADGE_COLOURS: readonly Colour[] = [LEFT, UNKNOWN, BLOCKED, ...LEVELS];

const UNASSESSED = NOT_ASSESSED.toLowerCase();

type Badge = { words: string; colour: Colour };

/** What a badge says of a version; never a level without what qualifies it. */
export function badgeOf(standing: Standing | null): Badge {
  if (standing === null) return { words: UNASSESSED, colour: UNKNOWN };
  const { level, kind, flag, score } = standing;
  const isKnown = isAssessed(standing);
  const label = isKnown ? levelLabel(level, kind) : UNASSESSED;
  if (flag === "blocked") return { words: `blocked, ${label}`, colour: BLOCKED };
  if (!isKnown) return { words: UNASSESSED, colour: UNKNOWN };
  const qualified = flag === "complete" ? label : `${label}, ${flag}`;
  // Level 0 because too little could be checked is no verdict, and does not look like one.
  const isOpen = level === 0 && flag !== "complete";
  return {
    words: `${qualified}, ${score}/100`,
    colour: isOpen ? UNKNOWN : (LEVELS[level] ?? UNKNOWN),
  };
}

type About = { name: string; version: string };

/**
 * A badge as SVG, for documents: text and not paths, sized by estimate, with a name for screen
 * readers. It loads and runs nothing.
 */
export function badgeSvg({ name, version }: About, standing: Standing | null): string {
  const { words, colour } = badgeOf(standing);
  const [left, right] = [widthOf("trust") + 2 * PADDING, widthOf(words) + 2 * PADDING];
  const title = escapeXml(`Trust of ${name} ${version}: ${words}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${left}" height="20" fill="${LEFT.ground}"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${colour.ground}"/>`,
    `<g aria-hidden="true" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">`,
    text("trust", { x: PADDING, fill: LEFT.text }),
    text(words, { x: left + PADDING, fill: colour.text }),
    "</g></svg>",
  ].join("");
}

const PADDING = 7;

/** The length is given, so that another font neither overflows nor leaves a gap. */
const text = (words: string, { x, fill }: { x: number; fill: string }) =>
  `<text x="${x}" y="14" fill="${fill}" textLength="${widthOf(words)}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`;

/** Pixels in 11 px Verdana, by kind of letter. */
function widthOf(words: string): number {
  const widths = [...words].map((letter) => {
    if (/[iljtf.,/ ]/.test(letter)) return 3.9;
    return /[mwMW]/.test(letter) ? 9.5 : 6.5;
  });
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** What XML does not take at all becomes a question mark. */
const escapeXml = (raw: string): string =>
  raw
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "?")
    .replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "");
