import { NONE, type Facet } from "#lib/catalog/core/browse-state.ts";
import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  LIFECYCLE_LABELS,
  ORIGIN_LABELS,
  type Word,
} from "#lib/catalog/core/words.ts";
import { RISK_FACET_WORDS, TRUST_FACET_WORDS } from "./trust-facets.ts";

export const FACET_TITLES: Record<Facet, string> = {
  lifecycle: "Lifecycle",
  model: "Deployment",
  classification: "Data classification",
  trust: "Trust",
  risk: "Risk found",
  team: "Owner team",
  category: "Category",
  package: "Package type",
  transport: "Transport",
  origin: "Origin",
};

export const quarantinedLabel = (quarantined: boolean): string =>
  quarantined ? "Quarantined only" : "Not in quarantine";

const TECHNICAL: Record<string, string> = {
  npm: "npm",
  pypi: "PyPI",
  oci: "OCI image",
  nuget: "NuGet",
  mcpb: "MCP bundle",
  stdio: "stdio",
  "streamable-http": "Streamable HTTP",
  sse: "SSE",
};

const NONE_LABELS: Partial<Record<Facet, string>> = {
  model: "Not deployed",
  classification: "Not classified",
  team: "No owner",
};

const WORDS: Partial<Record<Facet, Readonly<Record<string, Word>>>> = {
  lifecycle: LIFECYCLE_LABELS,
  model: DEPLOYMENT_MODEL_LABELS,
  classification: CLASSIFICATION_LABELS,
  origin: ORIGIN_LABELS,
  trust: TRUST_FACET_WORDS,
  risk: RISK_FACET_WORDS,
};

/** How a package type or transport is written for people; unknown ones stay as they are. */
export function technicalLabel(value: string): string {
  return Object.hasOwn(TECHNICAL, value) ? (TECHNICAL[value] ?? value) : value;
}

/** The words for one value of a facet; `given` is a name the database knows, as for teams. */
export function facetLabel(facet: Facet, value: string, given: string | null = null): string {
  const own = WORDS[facet];
  // A risk of none is a value with words of its own.
  const word = own && Object.hasOwn(own, value) ? own[value] : undefined;
  if (word) return word.label;
  if (value === NONE) return NONE_LABELS[facet] ?? value;
  return given ?? (own || facet === "category" ? value : technicalLabel(value));
}

/** What the values of a facet mean, where they are our own words. */
export function facetWords(facet: Facet): Word[] {
  return Object.values(WORDS[facet] ?? {});
}
