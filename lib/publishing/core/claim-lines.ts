/** Claims as people write them in a form: `name = value`, one a line. */
import type { RequiredClaims } from "./match-claims.ts";

type Reading = { ok: true; claims: RequiredClaims } | { ok: false; reason: string };

export function readClaimLines(text: string): Reading {
  const claims = new Map<string, string>();
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const at = line.indexOf("=");
    const name = line.slice(0, Math.max(at, 0)).trim();
    const value = line.slice(at + 1).trim();
    if (at < 1 || name === "" || value === "")
      return { ok: false, reason: `Write each claim as name = value: "${line}" is not.` };
    if (claims.has(name)) return { ok: false, reason: `${name} stands here twice.` };
    claims.set(name, value);
  }
  return { ok: true, claims: Object.fromEntries(claims) };
}

export const claimLines = (claims: RequiredClaims): string =>
  Object.entries(claims)
    .map(([name, value]) => `${name} = ${value}`)
    .join("\n");
