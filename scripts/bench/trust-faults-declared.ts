/** What is declared and what stands beside it: CD-04, CD-05, data handling, licence and upkeep. */
import type { Fault } from "./trust-fault.ts";
import { daysAgo, type Draft } from "./trust-fault-draft.ts";

const credential = (draft: Draft, change: object): void => {
  draft.meta.credentials = [
    {
      provider: "acme",
      scopes: ["units:read"],
      token_lifetime: "1h",
      storage: "keychain",
      ...change,
    },
  ];
};

const takesSecret = (draft: Draft): void => {
  draft.install = {
    environmentVariables: [{ name: "ACME_TOKEN", isSecret: true, isRequired: true }],
  };
};

const silent = (control: Fault["control"], fault: string, field: string): Fault => ({
  control,
  fault,
  code: `${control}/undeclared`,
  spoil: ({ meta }) => {
    delete meta.dataHandling[field];
  },
});

export const DECLARED_FAULTS: readonly Fault[] = [
  {
    control: "CD-04",
    fault: "a secret without declared scopes",
    code: "CD-04/undeclared",
    spoil: takesSecret,
  },
  {
    control: "CD-04",
    fault: "an administrator's scope without a reason",
    code: "CD-04/critical-scope",
    spoil: (draft) => credential(draft, { scopes: ["admin"] }),
  },
  {
    control: "CD-04",
    fault: "a scope that writes, without a reason",
    code: "CD-04/high-scope",
    spoil: (draft) => credential(draft, { scopes: ["units:write"] }),
  },
  {
    control: "CD-05",
    fault: "a secret without a declared lifetime",
    code: "CD-05/undeclared",
    spoil: takesSecret,
  },
  {
    control: "CD-05",
    fault: "tokens without an end",
    code: "CD-05/endless",
    spoil: (draft) => credential(draft, { token_lifetime: null }),
  },
  {
    control: "CD-05",
    fault: "tokens of 30 days",
    code: "CD-05/long",
    spoil: (draft) => credential(draft, { token_lifetime: "30d" }),
  },
  {
    control: "CD-05",
    fault: "tokens in a file",
    code: "CD-05/storage",
    spoil: (draft) => credential(draft, { storage: "file" }),
  },
  {
    control: "XR-DH-01",
    fault: "a host in the code that is not declared",
    code: "XR-DH-01/other-hosts",
    spoil: (draft) => {
      draft.code = `function ask() { return fetch("https://api.mallory.dev/units"); }`;
    },
  },
  {
    control: "XR-DH-01",
    fault: "hosts in the code, and none declared",
    code: "XR-DH-01/undeclared",
    spoil: (draft) => {
      draft.code = `function ask() { return fetch("https://api.acme.dev/units"); }`;
      delete draft.meta.dataHandling["egressHosts"];
    },
  },
  silent("XR-DH-02", "no classes of data declared", "dataClasses"),
  {
    control: "XR-DH-02",
    fault: "tools that touch more data than is declared",
    code: "XR-DH-02/unsaid",
    spoil: (draft) => {
      const [tool] = draft.tools;
      if (tool) tool.description = "Reads the customers and their invoices.";
    },
  },
  silent("XR-DH-03", "no privacy policy", "privacyPolicy"),
  silent("XR-DH-04", "nothing said of how long data stays", "retention"),
  silent("XR-DH-05", "nothing said of reports on use", "telemetry"),
  {
    control: "XR-DH-05",
    fault: "reports on use that are denied",
    code: "XR-DH-05/hidden",
    spoil: (draft) => {
      draft.code = `function report() { const { PostHog } = require("posthog-node"); return new PostHog("x"); }`;
    },
  },
  {
    control: "XR-LI-01",
    fault: "no licence",
    code: "XR-LI-01/absent",
    spoil: ({ manifest }) => {
      delete manifest["license"];
    },
  },
  {
    control: "XR-LI-01",
    fault: "a licence that is no SPDX expression",
    code: "XR-LI-01/unknown",
    spoil: ({ manifest }) => {
      manifest["license"] = "ask our lawyers";
    },
  },
  {
    control: "XR-MA-01",
    fault: "nothing published for 500 days",
    code: "XR-MA-01/old",
    spoil: (draft) => {
      draft.publishedAt = daysAgo(500);
    },
  },
  {
    control: "XR-MA-01",
    fault: "a deprecated version",
    code: "XR-MA-01/deprecated",
    spoil: ({ manifest }) => {
      manifest["deprecated"] = "Use units-next.";
    },
  },
];
