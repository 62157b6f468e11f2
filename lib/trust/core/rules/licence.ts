/** Licences by their SPDX identifiers (SPDX 2.3, annex D), the common ones. */

const KNOWN: ReadonlySet<string> = new Set(
  [
    "0BSD AFL-3.0 AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-2.0",
    "BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-Clear",
    "BSD-4-Clause BSL-1.0 BUSL-1.1 CC-BY-4.0 CC-BY-SA-4.0 CC0-1.0 CDDL-1.0 CDDL-1.1 ECL-2.0",
    "Elastic-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0",
    "GPL-3.0-only GPL-3.0-or-later HPND ISC LGPL-2.0-only LGPL-2.0-or-later LGPL-2.1 LGPL-2.1-only",
    "LGPL-2.1-or-later LGPL-3.0 LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MPL-1.1 MPL-2.0 MS-PL",
    "MulanPSL-2.0 NCSA ODbL-1.0 OFL-1.1 OSL-3.0 PolyForm-Noncommercial-1.0.0 PostgreSQL PSF-2.0",
    "Python-2.0 SSPL-1.0 UPL-1.0 Unicode-3.0 Unicode-DFS-2016 Unlicense Vim W3C WTFPL X11 Zlib",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

const LONGEST = 500;
const ID = /^[a-z0-9][a-z0-9.-]*\+?$/i;
const OWN = /^(?:documentref-[a-z0-9.-]+:)?licenseref-[a-z0-9.-]+$/i;

const tokensOf = (text: string): string[] =>
  text
    .slice(0, LONGEST + 1)
    .replace(/[()]/g, " $& ")
    .split(/\s+/)
    .filter((token) => token !== "");

/** Whether the text has the form of an SPDX expression: identifiers joined by AND, OR and WITH. */
export function isLicenceExpression(text: string): boolean {
  if (text.length > LONGEST) return false;
  let depth = 0;
  let wantsId = true;
  for (const token of tokensOf(text)) {
    const role = roleOf(token);
    if (wantsId !== BEFORE_ID[role]) return false;
    depth += role === "open" ? 1 : role === "close" ? -1 : 0;
    if (depth < 0) return false;
    wantsId = role === "open" || role === "operator";
  }
  return !wantsId && depth === 0;
}

type Role = "open" | "close" | "operator" | "id" | "none";
/** Whether it stands where a licence is still to come; null: it stands nowhere. */
const BEFORE_ID: Readonly<Record<Role, boolean | null>> = {
  open: true,
  id: true,
  close: false,
  operator: false,
  none: null,
};

function roleOf(token: string): Role {
  if (token === "(") return "open";
  if (token === ")") return "close";
  if (isOperator(token)) return "operator";
  return ID.test(token) || OWN.test(token) ? "id" : "none";
}

/** An expression of which every licence is known, or the publisher's own (`LicenseRef-`). */
export function isKnownLicence(text: string): boolean {
  const tokens = tokensOf(text);
  return isLicenceExpression(text) && tokens.every((token, at) => isKnown(token, tokens[at - 1]));
}

function isKnown(token: string, before: string | undefined): boolean {
  if (roleOf(token) !== "id" || OWN.test(token)) return true;
  // What follows WITH is an exception, which only gives more.
  return before?.toUpperCase() === "WITH" || KNOWN.has(token.toLowerCase().replace(/\+$/, ""));
}

const isOperator = (token: string): boolean => /^(?:and|or|with)$/i.test(token);
