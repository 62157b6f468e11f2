import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { Component } from "../core/facts.ts";
import { atMost } from "./at-most.ts";
import { jsonObject, packagePath } from "./npm-version.ts";
import { licenseOf } from "./slim-packument.ts";

const AT_ONCE = 8;
const MAX_ASKED = 1_500;
const MAX_DOCUMENT = 2 * 1_048_576;
const MAX_KNOWN = 20_000;

type Said = { license: string | null; integrity: string | null };
const NOTHING: Said = { license: null, integrity: null };
/** By address: what a registry says of one version never changes. */
const known = new Map<string, Said>();

/**
 * What the registry says of single versions: the licences that short package documents leave out,
 * and digests to hold a lock against. What cannot be read is null, like what is not given.
 */
export async function readVersions(
  reach: Reach,
  components: readonly Component[],
): Promise<Map<string, Said>> {
  const slot = atMost(AT_ONCE);
  const asked = components.slice(0, MAX_ASKED);
  const rows = asked.map(async (one) => [one.purl, await slot(() => readOne(reach, one))] as const);
  return new Map(await Promise.all(rows));
}

async function readOne(reach: Reach, { name, version }: Component): Promise<Said> {
  const { npm: base } = reach.sources;
  const url = `${base}/${packagePath(name)}/${encodeURIComponent(version)}`;
  const before = known.get(url);
  if (before !== undefined || reach.signal.aborted) return before ?? NOTHING;
  // The list of components that is kept says what came of it.
  const fetched = await fetchEvidence({ ...reach, evidence: [] }, url, {
    kind: "npm version",
    base,
    maxBytes: MAX_DOCUMENT,
    digestOnly: true,
  });
  const document = fetched.ok ? jsonObject(fetched.answer.body) : null;
  if (document === null) return NOTHING;
  const integrity = textIn(objectIn(document, "dist"), "integrity") || null;
  const said = { license: licenseOf(document), integrity };
  if (known.size < MAX_KNOWN) known.set(url, said);
  return said;
}
