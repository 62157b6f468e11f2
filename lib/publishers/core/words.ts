import type { PublisherKind } from "./namespaces.ts";
import { GRACE_DAYS, type Outcome, type ProofMethod, type ProofState } from "./proof.ts";

export const KIND_LABELS: Readonly<Record<PublisherKind, { label: string; identity: string }>> = {
  domain: { label: "Domain", identity: "Domain" },
  github: { label: "GitHub organisation", identity: "Organisation" },
  npm: { label: "npm organisation", identity: "Organisation" },
  team: { label: "Internal team", identity: "Team" },
};

export const METHOD_WORDS: Readonly<Record<ProofMethod, string>> = {
  dns: "by its DNS record",
  well_known: "by a file on its web server",
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  proven: "found",
  absent: "not there",
  wrong: "there, but with another token",
  not_checkable: "could not be asked",
};

type Said = {
  kind: PublisherKind;
  identity: string;
  state: ProofState;
  method: ProofMethod | null;
  missingSince: Date | null;
};

export type StateWords = {
  label: string;
  text: string;
  tone: "success" | "warning" | "danger" | "neutral";
};

/** How sure the registry is of a publisher, for people. Asserted is never called verified. */
export function stateWords({ kind, identity, state, method, missingSince }: Said): StateWords {
  if (kind === "team")
    return {
      label: "Internal",
      tone: "neutral",
      text: "A team of the company: its members sign in here.",
    };
  if (kind !== "domain")
    return {
      label: "Asserted",
      tone: "neutral",
      text: "An administrator says so. Nobody can see from outside who belongs to an organisation, so it is not verified.",
    };
  switch (state) {
    case "asserted":
      return {
        label: "Not proven yet",
        tone: "neutral",
        text: `Nobody has shown yet that ${identity} is theirs.`,
      };
    case "proven":
      return {
        label: "Verified domain",
        tone: "success",
        text: `${identity} is proven ${method === null ? "" : METHOD_WORDS[method]}, which is looked at again every day.`,
      };
    case "missing":
      return {
        label: "Proof missing",
        tone: "warning",
        text: `The proof of ${identity} is not there since ${dayOf(missingSince)}. ${GRACE_DAYS} days later it is lost.`,
      };
    case "lost":
      return {
        label: "Proof lost",
        tone: "danger",
        text: `The proof of ${identity} has not been there since ${dayOf(missingSince)}: the domain counts as proven no more.`,
      };
  }
}

const dayOf = (date: Date | null): string => date?.toISOString().slice(0, 10) ?? "an unknown day";

export const TIER_WORDS: Readonly<Record<1 | 2 | 3, string>> = {
  1: "tier 1: published by a pipeline with an OpenID token",
  2: "tier 2: an organisation with a proven domain",
  3: "tier 3: a person who signed in",
};
