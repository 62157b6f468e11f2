import { isJsonObject } from "#lib/kernel/json.ts";
import { askJson, missed, type Reach } from "./ask.ts";
import { pypiFacts } from "./core/pypi-facts.ts";
import type { Reference } from "./core/reference.ts";
import type { SourceReading } from "./read-npm.ts";

type Pypi = Extract<Reference, { kind: "pypi" }>;
const SOURCE = "PyPI";

/** The JSON document of a project or of one of its versions. */
export async function readPypi(reach: Reach, reference: Pypi): Promise<SourceReading> {
  const base = reach.sources.pypi;
  const version = reference.version === null ? "" : `/${encodeURIComponent(reference.version)}`;
  const url = `${base}/pypi/${encodeURIComponent(reference.name)}${version}/json`;
  const asked = await askJson(reach, url, { base });
  if (asked.status !== "read") return { facts: null, reports: [missed(SOURCE, asked)] };
  const facts = isJsonObject(asked.value) ? pypiFacts(asked.value) : null;
  if (facts === null)
    return {
      facts: null,
      reports: [
        { source: SOURCE, status: "not_checkable", detail: "The answer names no version." },
      ],
    };
  const detail = `Read version ${facts.version ?? ""}.`;
  return { facts, reports: [{ source: SOURCE, status: "read", detail }, NO_COUNT] };
}

const NO_COUNT = {
  source: "Downloads per week",
  status: "not_checkable",
  detail: "PyPI does not publish them with the project.",
} as const;
