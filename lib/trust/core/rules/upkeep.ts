/** Licence and upkeep: shown beside MTF, without weight. */
import type { ArtifactFacts, Got, ManifestFacts } from "../facts.ts";
import { isLicenceExpression, isKnownLicence } from "./licence.ts";
import {
  blocks,
  conclude,
  missing,
  named,
  warns,
  type At,
  type Found,
  type Verdict,
} from "./verdict.ts";

/** XR-LI-01: it says under which licence it may be used. */
export function licenceKnown({ manifest }: ArtifactFacts): Verdict {
  const licence = manifest.ok ? (manifest.value.license?.trim() ?? "") : "";
  return conclude("XR-LI-01", {
    needs: [manifest],
    found: manifest.ok ? licenceFindings(licence) : [],
    fine: `Its licence is ${named(licence)}.`,
  });
}

function licenceFindings(licence: string): Found[] {
  const remediation = "Name the licence by its SPDX identifier, such as MIT or Apache-2.0.";
  if (licence === "" || licence === "NONE" || licence === "NOASSERTION")
    return [
      blocks(2, {
        code: "XR-LI-01/absent",
        severity: "low",
        title: "It does not say under which licence it may be used",
        remediation,
      }),
    ];
  if (isKnownLicence(licence)) return [];
  const isPrivate = licence.toUpperCase() === "UNLICENSED";
  const title = isPrivate
    ? "It gives nobody a licence"
    : `${named(licence)} is ${isLicenceExpression(licence) ? "a licence that few know" : "no SPDX expression"}`;
  return [warns({ code: "XR-LI-01/unknown", severity: "low", title, remediation })];
}

const DAY_MS = 86_400_000;
const MAINTAINED_DAYS = 365;

/** XR-MA-01: the last release is not older than a year. */
export function maintained({ manifest }: ArtifactFacts, { now }: At): Verdict {
  return conclude("XR-MA-01", {
    needs: [manifest, dated(manifest)],
    found: manifest.ok ? upkeepFindings(manifest.value, now) : [],
    fine: `It was published on ${named(manifest.ok ? (manifest.value.publishedAt ?? "").slice(0, 10) : "")}.`,
  });
}

function dated(manifest: Got<ManifestFacts>): Got<unknown> {
  return manifest.ok && Number.isNaN(Date.parse(manifest.value.publishedAt ?? ""))
    ? missing("not_declared", "Nobody says when it was published.")
    : manifest;
}

function upkeepFindings({ publishedAt, deprecated }: ManifestFacts, now: string): Found[] {
  const found: Found[] = [];
  if (deprecated !== null)
    found.push(
      blocks(2, {
        code: "XR-MA-01/deprecated",
        severity: "low",
        title: `Its publisher has deprecated it: ${named(deprecated)}`,
        remediation: "Move to what the publisher names instead.",
      }),
    );
  const ageDays = (Date.parse(now) - Date.parse(publishedAt ?? "")) / DAY_MS;
  if (ageDays > MAINTAINED_DAYS)
    found.push(
      blocks(2, {
        code: "XR-MA-01/old",
        severity: "low",
        title: `It was published ${Math.floor(ageDays / 30)} months ago`,
        remediation: "Ask its publisher whether it is still looked after.",
      }),
    );
  return found;
}
