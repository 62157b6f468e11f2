import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { AT, failing, result, unknown, type Change } from "#lib/testing/trust-results.ts";
import { CONTROLS, CONTROL_IDS, isApplicable, type ControlId } from "#lib/trust/core/controls.ts";
import { evaluate, NO_PAST } from "#lib/trust/core/evaluate.ts";
import type { Finding } from "#lib/trust/core/result.ts";
import { STATUSES, levelLabel, type ArtifactKind } from "#lib/trust/core/words.ts";
import type { ControlView, OptionTrust, TrustView } from "#lib/trust/get-trust.ts";
import { STATUS_LOOKS } from "./status-looks.ts";
import { TrustTab } from "./trust-tab.tsx";

const NOW = new Date("2026-11-26T13:00:00Z");
const SHA = "a".repeat(64);
type Changes = Partial<Record<ControlId, Change>>;

function optionOf(changes: Changes, kind: ArtifactKind, option: string): OptionTrust {
  const controls = CONTROL_IDS.filter((id) => isApplicable(id, kind)).map((id): ControlView => {
    const { title, level, group } = CONTROLS[id];
    return { ...result(id, changes[id]), title, level, group };
  });
  const evaluation = evaluate({ kind, subject: "entry", at: AT, results: controls, past: NO_PAST });
  return {
    option,
    type: kind,
    name: "@acme/files",
    version: "1.0.0",
    isScannable: true,
    evaluated: {
      id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
      kind,
      digest: "sha512-one",
      digestSeen: true,
      ruleSet: "mtf-0.1/reg-1.0.0",
      startedAt: new Date(AT),
      finishedAt: new Date(AT),
      evaluation,
      controls,
      evidence: [
        {
          sha256: SHA,
          kind: "npm packument",
          source: "https://npm.test.example/\u202efiles",
          fetchedAt: new Date(AT),
          httpStatus: 200,
          mediaType: "application/json",
          sizeBytes: 1_234,
          isKept: true,
        },
      ],
    },
  };
}

const NOT_SCANNED: TrustView = {
  version: "1.0.0",
  isCurrent: true,
  standing: null,
  options: [{ ...optionOf({}, "npm", "packages[0]"), evaluated: null }],
  history: [],
  releases: [],
  scan: null,
  mayScan: false,
  mayReadEvidence: false,
  waivers: { all: [], asked: [], mayAsk: false, mayEnd: false },
};

function viewOf(changes: Changes, more: Partial<TrustView> = {}): TrustView {
  const options = more.options ?? [optionOf(changes, "npm", "packages[0]")];
  const [{ evaluated } = { evaluated: null }] = options;
  if (evaluated === null) throw new Error("There is nothing to show.");
  const { evaluation, kind, ruleSet, finishedAt } = evaluated;
  const { level, flag, score, coverage, risk } = evaluation;
  return {
    ...NOT_SCANNED,
    standing: {
      ...{ level, flag, score, coverage, risk, kind, ruleSet, staleSince: null },
      label: levelLabel(level, kind),
      ...{ evaluatedAt: finishedAt, options: 1, assessed: 1, dropped: null },
      ...{ checkedAt: finishedAt, validUntil: null, previousRuleSet: null },
    },
    options,
    ...more,
  };
}

const shown = (trust: TrustView | null, asked?: string) =>
  renderToStaticMarkup(
    <TrustTab
      name="com.acme/files"
      trust={trust}
      asked={asked}
      now={NOW}
      action={() => Promise.resolve({ status: "idle" })}
      endWaiver={() => Promise.resolve({ status: "idle" })}
      credentials={false}
    />,
  );
const words = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

describe("what is not known", () => {
  test("shares neither colour nor icon nor words with a pass or a fail", () => {
    const { pass, fail, not_checkable: open, error } = STATUS_LOOKS;
    for (const known of [pass, fail])
      for (const unknownLook of [open, error]) {
        expect(unknownLook.tone).not.toBe(known.tone);
        expect(unknownLook.icon).not.toBe(known.icon);
        expect(unknownLook.label).not.toBe(known.label);
      }
  });

  test("every status has a label of its own", () => {
    expect(new Set(STATUSES.map((status) => STATUS_LOOKS[status].label)).size).toBe(
      STATUSES.length,
    );
  });

  test("is told apart from what was found when somebody last looked", () => {
    const view = viewOf({});
    const { standing } = view;
    if (standing === null) throw new Error("It stands nowhere.");
    const lapsed: TrustView = { ...view, standing: { ...standing, level: 1, flag: "provisional" } };
    expect(words(shown(lapsed))).toContain(
      "it stands at L1 until it is scanned again. Below is what was found when it stood at L4.",
    );
    expect(words(shown(view))).not.toContain("too old to count");
  });

  test("has neither level nor flag nor a word on risk where too little could be checked", () => {
    const changes = Object.fromEntries(CONTROL_IDS.map((id) => [id, unknown("dns")]));
    const text = words(shown(viewOf(changes)));
    expect(text).toMatch(/Level Trust not assessed Too little is known of it for a verdict/);
    expect(text).toMatch(/Risk Risk not assessed Too little was looked at to say/);
    expect(text).not.toMatch(/MTF-adapted L0|Provisional|No risk found|Nothing risky/);
  });

  test("is said with its reason and what helps, and opens the way up", () => {
    const text = words(shown(viewOf({ "SC-02": unknown("feed_stale") })));
    expect(text).toContain("Provisional");
    expect(text).toContain("it would be L4 Attested");
    expect(text).toContain("The feed for this check is missing or older than 72 hours.");
    expect(text).toContain("An administrator imports the feed again");
    expect(text).toMatch(/The way to L2 Standard.*Not checked Vulnerability Scanning SC-02/);
  });
});

describe("what was found", () => {
  test("stands open with file, line and what to do; the level says that it is adapted", () => {
    const finding: Finding = {
      code: "SC-02/kev",
      severity: "critical",
      action: "block",
      title: "left-pad is exploited",
      file: "package.json",
      line: 12,
      remediation: "Update left-pad.",
    };
    const html = shown(viewOf({ "SC-02": { ...failing("SC-02"), findings: [finding] } }));
    expect(words(html)).toContain("MTF-adapted L1 Basic");
    expect(html).toMatch(/id="SC-02"[^>]*><details open=""/);
    expect(words(html)).toMatch(/Critical left-pad is exploited stands in the way/);
    expect(words(html)).toMatch(/package\.json :12|package\.json:12/);
    expect(words(html)).toContain("Update left-pad.");
    expect(words(html)).toContain("Critical risk");
  });

  test("is counted by domain, with no control left out", () => {
    const html = shown(viewOf({}));
    for (const domain of ["Artifact integrity", "Supply chain", "Gatehouse&#x27;s own controls"])
      expect(html).toContain(`aria-label="${domain}"`);
    for (const id of CONTROL_IDS) expect(words(html)).toContain(id);
  });

  test("what strangers wrote stays text, with hidden characters written out", () => {
    const change = { detail: "<b>\u200bfine</b>", evidence: [SHA] };
    const html = shown(viewOf({ "AI-01": change }, { mayReadEvidence: true }));
    expect(html).not.toContain("<b>");
    expect(html).toContain("⟨U+200B⟩");
    expect(html).toContain("⟨U+202E⟩");
    expect(html).toContain(`href="/api/v1/servers/com.acme%2Ffiles/trust/evidence/${SHA}"`);
    expect(html).not.toContain('href="https://npm.test.example');
  });

  test("is not offered for reading to those who may not", () => {
    expect(shown(viewOf({ "AI-01": { evidence: [SHA] } }))).not.toContain("/trust/evidence/");
  });
});

describe("several ways to install", () => {
  const good = optionOf({}, "npm", "packages[0]");
  const bad = optionOf({ "CQ-01": failing("CQ-01") }, "npm", "packages[1]");
  const trust = viewOf({}, { options: [good, bad] });

  test("the one that stands worst is shown first, and each has an address", () => {
    const html = shown(trust);
    expect(html).toMatch(/option=packages%5B1%5D"[^>]*aria-current="true"|aria-current="true"[^>]*option=packages%5B1%5D"/); // prettier-ignore
    expect(words(html)).toContain("stands as the one that stands worst");
  });

  test("another one is shown when it is asked for", () => {
    expect(words(shown(trust, "packages[0]"))).toContain(
      "the highest level that there is for its kind",
    );
  });
});

describe("where nothing was evaluated", () => {
  test("it says so, and who may ask for a scan", () => {
    const text = words(shown(NOT_SCANNED));
    expect(text).toContain("Trust is not assessed yet");
    expect(text).toContain("says nothing for or against it");
    expect(text).toContain("Members of the owner team, security and administrators");
    expect(text).not.toContain("Scan now");
  });

  test("whoever may, has the button", () => {
    expect(words(shown({ ...NOT_SCANNED, mayScan: true }))).toContain("Scan now");
  });

  test("what cannot be scanned is no promise of a scan", () => {
    const options = NOT_SCANNED.options.map((one) => ({ ...one, isScannable: false }));
    const text = words(shown({ ...NOT_SCANNED, options, mayScan: true }));
    expect(text).toContain("nothing here that Gatehouse can scan");
    expect(text).not.toContain("Scan now");
  });

  test("a server without a version that one may see has a page all the same", () => {
    expect(words(shown(null))).toContain("No version is known");
  });
});

test("a scan that failed says why and when it is tried again", () => {
  const scan: TrustView["scan"] = {
    id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
    state: "failed",
    trigger: "asked",
    attempts: 1,
    step: null,
    requestedAt: NOW,
    startedAt: NOW,
    finishedAt: NOW,
    error: "npm did not answer.",
    nextTryAt: new Date("2026-11-26T13:05:00Z"),
  };
  const text = words(shown({ ...NOT_SCANNED, scan }));
  expect(text).toContain("npm did not answer.");
  expect(text).toContain("tried again from 26 Nov 2026, 13:05 UTC on");
});

test("the framework is named, with its licence and that it was changed", () => {
  for (const view of [NOT_SCANNED, viewOf({})])
    expect(words(shown(view))).toContain(
      "mpak Trust Framework (MTF) v0.1, mpaktrust.org, CC BY 4.0, changes made",
    );
});

test("no block stands inside a paragraph: a browser would take it out, and the page break", () => {
  const finding: Finding = {
    ...{ code: "SC-02/kev", severity: "critical", action: "block", title: "left-pad" },
    ...{ file: "package.json", line: 12, remediation: "Update left-pad." },
  };
  const changes: Changes = {
    "SC-02": { ...failing("SC-02"), findings: [finding] },
    "CQ-01": unknown("timeout"),
  };
  const html = shown(viewOf(changes, { mayScan: true, mayReadEvidence: true }));
  const paragraphs = html.match(/<p\b[^>]*>.*?<\/p>/gs) ?? [];
  expect(paragraphs.length).toBeGreaterThan(20);
  for (const paragraph of paragraphs)
    expect(paragraph).not.toMatch(/<(?:div|ul|ol|dl|table|details|section|h[1-6])\b/);
});
