import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(path.resolve(import.meta.dirname, "../../app/globals.css"), "utf8");

function token(name: string, scheme: "light" | "dark"): string {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const value = scheme === "light" ? match?.[1] : match?.[2];
  if (!value) throw new Error(`No colour --${name} in app/globals.css`);
  return value;
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["canvas", "surface", "raised", "sunken", "hover"];
const TEXT: [string, string[]][] = [
  ["ink", [...GROUNDS, "mark", "accent-soft"]],
  [
    "muted",
    [...GROUNDS, "accent-soft", "success-soft", "warning-soft", "danger-soft", "hold-soft"],
  ],
  ["subtle", [...GROUNDS, "accent-soft"]],
  ["accent-text", [...GROUNDS, "accent-soft"]],
  ["danger-text", [...GROUNDS, "danger-soft"]],
  ["success-text", [...GROUNDS, "success-soft"]],
  ["warning-text", [...GROUNDS, "warning-soft"]],
  ["hold-text", [...GROUNDS, "hold-soft"]],
  ["on-accent", ["accent", "accent-strong"]],
  ["on-danger", ["danger", "danger-strong"]],
];

describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
  test.each(TEXT)("%s is readable on every ground it stands on (4.5:1)", (text, grounds) => {
    for (const ground of grounds)
      expect
        .soft(contrast(token(text, scheme), token(ground, scheme)), `${text} on ${ground}`)
        .toBeGreaterThanOrEqual(4.5);
  });

  test("controls and the focus ring stand out from their ground (3:1)", () => {
    for (const ground of ["canvas", "surface", "raised", "sunken"])
      for (const edge of ["control", "accent"])
        expect
          .soft(contrast(token(edge, scheme), token(ground, scheme)), `${edge} on ${ground}`)
          .toBeGreaterThanOrEqual(3);
  });
});
