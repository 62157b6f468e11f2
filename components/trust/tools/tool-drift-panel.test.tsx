import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { cleanTool } from "#lib/testing/trust-facts.ts";
import { DRIFT_KINDS } from "#lib/trust/core/drift.ts";
import type {
  OptionDrift,
  ToolChangeView,
  ToolDriftView,
} from "#lib/trust/tools/get-tool-drift.ts";
import { DRIFT_WORDS } from "./drift-words.ts";
import { ToolDriftPanel } from "./tool-drift-panel.tsx";

const AT = new Date("2026-11-26T12:00:00Z");

const change = (more: Partial<ToolChangeView> = {}): ToolChangeView => ({
  tool: "read_file",
  formerName: null,
  kinds: ["widening"],
  sentences: ["Tool read_file has input.command as well."],
  isHeld: true,
  heldSince: AT,
  refused: null,
  before: cleanTool({ name: "read_file" }),
  after: cleanTool({ name: "read_file", inputSchema: { type: "object" } }),
  ...more,
});

const option = (more: Partial<OptionDrift> = {}): OptionDrift => ({
  option: "packages[0]",
  kind: "npm",
  name: "@acme/files",
  state: "pinned",
  pin: { at: AT, cause: "accepted", by: "Ada", reason: "Read it." },
  seen: { setHash: "a".repeat(64), at: AT, from: "captured", tools: ["read_file", "stat"] },
  changes: [],
  changesInAll: more.changes?.length ?? 0,
  ...more,
});

function html(options: OptionDrift[], more: Partial<ToolDriftView> = {}): string {
  const view: ToolDriftView = {
    version: "1.0.0",
    isCurrent: true,
    lifecycle: "approved",
    options,
    held: [],
    refusal: null,
    isFresh: true,
    mayQuarantine: false,
    ...more,
  };
  const action = () => Promise.resolve({ status: "idle" as const });
  return renderToStaticMarkup(<ToolDriftPanel name="com.acme/files" view={view} action={action} />);
}

describe("the panel of changed tools", () => {
  test("says nothing where no tools were seen, and of a version that is not on offer", () => {
    expect(html([])).toBe("");
    expect(html([option({ changes: [change()] })], { lifecycle: "candidate" })).toBe("");
  });

  test("says who approved the tools as they are, and when", () => {
    expect(html([option()])).toContain("are as they were approved by Ada on ");
    const byReview = option({ pin: { at: AT, cause: "approved", by: null, reason: null } });
    expect(html([byReview])).toContain("are as they were approved on ");
  });

  test("offers the decision about what is held to who may decide, with all of it chosen", () => {
    const refused = { at: AT, by: "Ada", reason: "It steers." };
    const page = html([
      option({
        changes: [
          change(),
          change({ tool: "send", refused }),
          change({ tool: "stat", kinds: ["cosmetic"], isHeld: false, heldSince: null }),
        ],
      }),
    ]);
    expect(page.match(/type="checkbox"/g)).toHaveLength(2);
    expect(page.match(/type="checkbox"[^>]*checked/g)).toHaveLength(1);
    expect(page).toContain("Record the decision");
    expect(page).toContain("Ada refused it on ");
    expect(page).toContain('name="everyTool" value="2"');
  });

  test.each([
    ["others read who decides", { refusal: "Members of security decide." }],
    ["whose sign-in is old may sign in again", { isFresh: false }],
  ])("%s", (_name, more) => {
    const page = html([option({ changes: [change()] })], more);
    expect(page).not.toMatch(/<(form|input|textarea)/);
    expect(page).toContain("refusal" in more ? more.refusal : "/sign-in?fresh=1");
  });

  test("of a pin that cannot be read says that nothing counts as approved", () => {
    const page = html([
      option({ state: "unreadable", changes: [change({ kinds: ["new_tool"] })] }),
    ]);
    expect(page).toContain("nothing counts as approved");
    expect(page).toContain("Approve all 2 tools");
    expect(page).not.toContain("checkbox");
  });

  test("says so of tools that nobody had seen at the approval, and offers each for decision", () => {
    const pin = { at: AT, cause: "unseen" as const, by: null, reason: null };
    const page = html([option({ pin, changes: [change({ kinds: ["unseen"], before: null })] })]);
    expect(page).toContain("Nobody has approved these tools yet");
    expect(page).toContain("No scan had seen any when this version was approved.");
    expect(page).not.toContain("Nobody has seen");
    expect(page.match(/type="checkbox"/g)).toHaveLength(1);
    expect(html([option({ pin })])).not.toContain("as they were approved");
  });

  test("leads to the quarantine whoever may pull it, and writes hidden characters out", () => {
    const hidden = change({ tool: "read\u200b_file", sentences: ["Tool read\u200b_file is new."] });
    const page = html([option({ changes: [hidden] })], { mayQuarantine: true });
    expect(page).toContain('href="/servers/com.acme/files/operate"');
    expect(page).not.toContain("\u200b_file</code>");
  });

  test("tells two ways to install apart", () => {
    const page = html([option(), option({ option: "packages[1]", name: "@acme/other" })]);
    expect(page).toContain("npm package @acme/other");
  });
});

test("every class of change has words", () => {
  expect(Object.keys(DRIFT_WORDS).sort()).toEqual([...DRIFT_KINDS].sort());
});
