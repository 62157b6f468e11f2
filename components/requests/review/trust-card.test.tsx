import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime.js";
import type { ContextType, ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { RequestTrustView } from "#lib/requests/get-request-trust.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";
import { AT, failing, result } from "#lib/testing/trust-results.ts";
import { CONTROLS, CONTROL_IDS, isApplicable } from "#lib/trust/core/controls.ts";
import { evaluate, NO_PAST } from "#lib/trust/core/evaluate.ts";
import { levelLabel } from "#lib/trust/core/words.ts";
import type { OptionTrust } from "#lib/trust/get-trust.ts";
import type { ScanView } from "#lib/trust/trust-parts.ts";
import { RequestTrustPage } from "./request-trust-page.tsx";
import { TrustCard } from "./trust-card.tsx";

const WEAK = {
  ...failing("SC-02", "high"),
  findings: Array.from({ length: 12 }, (_, at) => ({
    code: "SC-02/known",
    severity: "high" as const,
    action: "block" as const,
    title: `Weakness ${at + 1} \u202eof left-pad`,
    file: "package.json",
    line: at + 1,
    remediation: "Update left-pad.",
  })),
};
const controls = CONTROL_IDS.filter((id) => isApplicable(id, "npm")).map((id) => {
  const { title, level, group } = CONTROLS[id];
  return { ...result(id, id === "SC-02" ? WEAK : {}), title, level, group };
});
const evaluation = evaluate({
  ...{ kind: "npm", subject: "entry", at: AT },
  results: controls,
  past: NO_PAST,
});
const option: OptionTrust = {
  ...{ option: "packages[0]", type: "npm", name: "@acme/files", version: "1.0.0" },
  isScannable: true,
  evaluated: {
    ...{ id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f", kind: "npm", digest: "sha512-one" },
    ...{ digestSeen: true, ruleSet: "mtf-0.1/reg-1.0.0" },
    ...{ startedAt: new Date(AT), finishedAt: new Date(AT) },
    ...{ evaluation, controls, evidence: [] },
  },
};

const WAITING: RequestTrust = {
  ...{ version: "1.0.0", isListed: false, isScannable: true, standing: null, scan: null },
  scansByItself: true,
  rule: { data: "internal", minimum: 0, onFall: "review", exceptionDays: 30 },
  ...{ isEnough: true, dangers: [], barred: null, steps: [], stepsTo: null },
  findings: { worst: [], total: 0 },
};
const { level, flag, score, coverage, risk } = evaluation;
const SCANNED: RequestTrust = {
  ...WAITING,
  standing: {
    ...{ level, flag, score, coverage, risk, kind: "npm", ruleSet: "mtf-0.1/reg-1.0.0" },
    ...{ staleSince: null, label: levelLabel(level, "npm"), evaluatedAt: new Date(AT) },
    ...{ options: 1, assessed: 1, dropped: null, checkedAt: new Date(AT) },
    ...{ validUntil: null, previousRuleSet: null },
  },
  steps: [
    {
      ...{ control: "SC-02", title: "Vulnerability Scanning", status: "fail" },
      ...{ detail: "Twelve.", remediation: ["Update left-pad."] },
    },
  ],
  stepsTo: 2,
  findings: {
    worst: [
      {
        ...{ control: "SC-02", controlTitle: "Vulnerability Scanning", severity: "high" },
        ...{ title: "Weakness 1 \u202eof left-pad", file: "package.json", line: 1 },
      },
    ],
    total: 12,
  },
};

/** Next gives a page its router; nothing here uses it while it is drawn. */
const ROUTER = {} as ContextType<typeof AppRouterContext>;
const draw = (node: ReactNode) =>
  renderToStaticMarkup(<AppRouterContext value={ROUTER}>{node}</AppRouterContext>);
const card = (trust: RequestTrust | null) =>
  draw(<TrustCard request={{ trust, serverName: "com.acme/files", number: "R-12" }} />);
const page = (more: Partial<RequestTrustView> = {}) =>
  draw(
    <RequestTrustPage
      trust={{
        ...SCANNED,
        ...{ id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f", number: "R-12", state: "in_review" },
        ...{ serverName: "com.acme/files", options: [option], mayScan: false },
        ...more,
      }}
      asked={undefined}
      scanAction={() => Promise.resolve({ status: "idle" })}
    />,
  );

test("the card says what was found of a request, and leads to each control and to the report", () => {
  const html = card(SCANNED);
  expect(html).toContain("MTF-adapted L1 Basic");
  expect(html).toContain("What is missing for L2 Standard");
  expect(html).toContain('href="/requests/R-12/trust#SC-02"');
  expect(html).toContain("And 11 more.");
  expect(html).not.toContain("\u202e");
});

test("the card of what the catalog has leads to its Trust tab", () => {
  expect(card({ ...SCANNED, isListed: true })).toContain("/trust?version=1.0.0#SC-02");
});

test("the card says what nobody may approve, why there is no result, and nothing where there is no version", () => {
  expect(card({ ...SCANNED, dangers: ["It contains malware (CQ-02)."] })).toContain(
    "It contains malware (CQ-02).",
  );
  expect(card(WAITING)).toContain("Nobody has looked yet");
  expect(card({ ...WAITING, isScannable: false })).toContain("in no way that Gatehouse can scan");
  expect(card({ ...WAITING, version: null })).toContain("scanned as soon as it is submitted");
  expect(card(null)).toBe("");
});

test("the report has every finding of every control, and offers nothing that a request cannot have", () => {
  const html = page();
  expect(html).toContain('id="SC-02"');
  expect(html).toContain("Weakness 12");
  expect(html).not.toContain("Ask for a waiver");
  expect(html).not.toContain("Scan now");
  expect(html).toContain("may ask for a scan while the request is open");
  expect(page({ mayScan: true })).toContain("Scan now");
  expect(page({ isListed: true })).toContain("The catalog has this version");
});

test("where scans are off the card says so, who may ask for one and who may turn them on", () => {
  const scan: ScanView = {
    ...{ id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f", state: "queued", trigger: "submitted" },
    ...{ requestedAt: new Date(AT), startedAt: null, finishedAt: null, step: null },
    ...{ attempts: 0, error: null, nextTryAt: null },
  };
  const off = { ...WAITING, scan, scansByItself: false };
  const html = card(off);
  expect(html).toContain("Scans are off here (TRUST_SCANS)");
  expect(html).toContain("Whoever operates Gatehouse may turn them on.");
  expect(html).toContain("Members of the owner team, security and administrators may ask");
  for (const untrue of [
    "Waiting to be scanned",
    "appears here by itself",
    "before anybody decides",
  ])
    expect(html).not.toContain(untrue);
  expect(card({ ...WAITING, scan })).toContain("Waiting to be scanned");
  // Somebody has asked for this one.
  expect(card({ ...off, scan: { ...scan, trigger: "asked" } })).toContain("Waiting to be scanned");
  expect(card({ ...off, version: null, scan: null })).not.toContain("as soon as it is submitted");
  const report = page({ ...off, state: "draft" });
  expect(report).toContain("Scans are off here");
  expect(report).not.toContain("as soon as it is submitted");
});
