import type { TokenScope } from "#lib/kernel/actor.ts";

/** What each scope is good for, in the words of the form that offers it. */
export const SCOPE_WORDS: Readonly<Record<TokenScope, { label: string; explanation: string }>> = {
  "registry:read": {
    label: "Read the registry API",
    explanation: "What editors and clients need: /v0.1 with everything that you may see.",
  },
  "catalog:read": {
    label: "Read the catalog",
    explanation:
      "The registry API, teams, and (if your role allows) exports and what is unapproved.",
  },
  "catalog:write": {
    label: "Change the catalog",
    explanation: "Import, describe, classify and deploy servers, as far as your role allows.",
  },
  admin: {
    label: "Administer",
    explanation: "Everything your role allows except sign-in sessions. Only for scripts you trust.",
  },
};
