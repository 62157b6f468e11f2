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
  "requests:write": {
    label: "Ask for things",
    explanation: "Make, edit and withdraw requests, comment on them, answer retirements.",
  },
  "requests:decide": {
    label: "Review",
    explanation:
      "Assign and decide, as far as your role and the rules of separation allow. High risk also needs a token made after a fresh sign-in.",
  },
  "servers:operate": {
    label: "Operate servers",
    explanation: "Quarantine, attest, announce maintenance, record deployments of servers you own.",
  },
  "audit:read": {
    label: "Read the log",
    explanation: "The audit log and the figures of reviews, as far as your role allows.",
  },
  admin: {
    label: "Administer",
    explanation: "Everything your role allows except sign-in sessions. Only for scripts you trust.",
  },
};
