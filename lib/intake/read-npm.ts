import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { askJson, missed, type Reach } from "./ask.ts";
import type { Facts, SourceReport } from "./core/evidence.ts";
import { npmFacts } from "./core/npm-facts.ts";
import type { Reference } from "./core/reference.ts";

/** Facts are null where the main source gave none. */
export type SourceReading = { facts: Facts | null; reports: SourceReport[] };

type Npm = Extract<Reference, { kind: "npm" }>;
const SOURCE = "npm registry";
const NO_VERSION = "The package exists, but not this version of it.";

export async function readNpm(reach: Reach, reference: Npm): Promise<SourceReading> {
  const [main, downloads] = await Promise.all([
    readPackage(reach, reference),
    readDownloads(reach, reference.name),
  ]);
  return {
    facts: main.facts && { ...main.facts, downloadsPerWeek: downloads.count },
    reports: [...main.reports, downloads.report],
  };
}

/** The package document; where that is too large, the document of the one version. */
async function readPackage(reach: Reach, reference: Npm): Promise<SourceReading> {
  const base = reach.sources.npm;
  const path = encodeURIComponent(reference.name).replace(/^%40/, "@");
  const whole = await askJson(reach, `${base}/${path}`, { base });
  const tooLarge = whole.status === "not_checkable" && whole.code === null;
  const asked = tooLarge
    ? await askJson(reach, `${base}/${path}/${reference.version ?? "latest"}`, { base })
    : whole;
  if (asked.status !== "read") return { facts: null, reports: [missed(SOURCE, asked)] };
  const facts = isJsonObject(asked.value) ? npmFacts(asked.value, reference.version) : null;
  if (facts === null)
    return {
      facts: null,
      reports: [missed(SOURCE, { status: "not_found", detail: NO_VERSION })],
    };
  const version = facts.version ?? "";
  const detail = tooLarge
    ? `Read version ${version} alone: the list of all versions is too large to read.`
    : `Read version ${version} of ${facts.versionCount ?? 1}.`;
  return { facts, reports: [{ source: SOURCE, status: "read", detail }] };
}

async function readDownloads(
  reach: Reach,
  name: string,
): Promise<{ count: number | null; report: SourceReport }> {
  const source = "Downloads per week";
  const base = reach.sources.npmDownloads;
  if (base === null)
    return {
      count: null,
      report: {
        source,
        status: "not_checkable",
        detail: "The configured npm registry does not count downloads.",
      },
    };
  const asked = await askJson(reach, `${base}/downloads/point/last-week/${name}`, {
    base,
    maxBytes: 65_536,
  });
  if (asked.status !== "read") return { count: null, report: missed(source, asked) };
  const value = isJsonObject(asked.value) ? ownValue(asked.value, "downloads") : null;
  const count = typeof value === "number" && value >= 0 ? Math.round(value) : null;
  return {
    count,
    report: {
      source,
      status: count === null ? "not_checkable" : "read",
      detail: count === null ? "The answer holds no count." : "Read the last seven days.",
    },
  };
}
