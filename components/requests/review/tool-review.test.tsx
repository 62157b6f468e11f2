import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import type { ToldOption, ToolsTold } from "#lib/requests/told-tools.ts";
import type { ReviewProps } from "./review-props.ts";
import { ToolReview } from "./tool-review.tsx";

const AT = new Date("2026-11-27T10:12:00.000Z");
const tool = (name: string): ToolFacts => ({
  ...{ name, title: null, description: `Does ${name}.`, inputSchema: null, outputSchema: null },
  annotations: { readOnlyHint: true },
});
const option = (change: Partial<ToldOption> = {}): ToldOption => ({
  ...{ option: "packages[0]", type: "npm", name: "@acme/files", scannedAt: AT },
  ...{ seen: { at: AT, from: "captured", tools: 2 }, whyNot: null, earlier: null },
  ...change,
});
const told = (change: Partial<ToolsTold> = {}): ToolsTold => ({
  ...{ by: "scan", options: [option()], waits: null },
  ...{ undeclared: [], untold: [], unlike: [], ambiguous: [] },
  ...change,
});

type Change = {
  tools?: string[];
  told: ToolsTold;
  against?: string;
  decisions?: { counts: boolean; at: Date }[];
  viewed?: string[];
};

function page({ tools = [], told, against, decisions = [], viewed = [] }: Change): string {
  const request = {
    ...{ id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f", number: "R-12", revision: 1 },
    ...{ serverName: "com.acme/files", decisions, viewed },
    trust: { version: "1.0.0", isListed: false, standing: {} },
    change: {
      ...{ tools: tools.map(tool), told, diff: null, against: against ?? null },
      marks: new Map(tools.map((name) => [name, "0123"])),
    },
  };
  const actions = { viewedAction: () => Promise.resolve({ status: "idle" }) };
  // What the card does not read is left out.
  const props = { request: request as unknown as RequestView, actions } as unknown as ReviewProps;
  return renderToStaticMarkup(<ToolReview {...props} />);
}

test("tools that a scan saw are shown with who told them, how and when, and as nobody's finding", () => {
  const html = page({ tools: ["list", "search"], told: told() });
  expect(html).toContain("started it in a sandbox and asked it for its tools on");
  expect(html).toContain("27 Nov 2026, 10:12 UTC");
  expect(html).toContain("It told 2 tools.");
  expect(html).toContain("Nobody has checked what tools say of themselves");
  expect(html).toContain("Does search.");
  expect(html).toContain("Read-only");
});

test("a tick is of the definition that the scan saw", () => {
  const seen = { tools: ["list"], told: told() };
  expect(page({ ...seen, viewed: ["tool:list#0123"] })).toContain("1 of 1 tools viewed");
  for (const viewed of ["tool:list", "tool:list#4567"])
    expect(page({ ...seen, viewed: [viewed] })).toContain("0 of 1 tools viewed");
});

test("what a server told and what is declared are named where they do not agree, with the control", () => {
  const html = page({
    tools: ["wipe", "gone"],
    told: told({ undeclared: ["wipe"], untold: ["gone"], unlike: ["li\u202est"] }),
  });
  expect(html).toContain("do not agree");
  expect(html).toContain("Not declared");
  expect(html).toContain("Only declared");
  expect(html).toContain('href="/requests/R-12/trust#CD-01"');
  expect(html).not.toContain("\u202e");
});

test("a scan that could not see them says why, and what counts instead", () => {
  const unseen = option({ seen: null, whyNot: "It ended at once." });
  const none = page({ told: told({ by: null, options: [unseen] }) });
  expect(none).toContain("The scan could not see its tools");
  expect(none).toContain("It ended at once.");
  expect(none).toContain("Its tools are not known");
  const declared = page({ tools: ["list"], told: told({ by: "declaration", options: [unseen] }) });
  expect(declared).toContain("No scan has seen them.");
  expect(declared).toContain("What is declared counts instead.");
  const before = page({
    tools: ["list"],
    told: told({ options: [option({ whyNot: "It ended." })] }),
  });
  expect(before).toContain("What it told on 27 Nov 2026 counts.");
});

test("a scan that is to come is announced, and one that nobody has started leads to where it is", () => {
  const coming = page({ told: told({ by: null, options: [], waits: "coming" }) });
  expect(coming).toContain("appears here by itself");
  const left = page({ told: told({ by: null, options: [], waits: "to_be_started" }) });
  expect(left).toContain("Nobody has started its scan yet");
  expect(left).toContain('href="/requests/R-12/trust"');
});

test("another list than in an earlier scan is told with what changed, and to whom it is late", () => {
  const change = {
    ...{ tool: "wipe", formerName: null, kinds: [], isHeld: true },
    sentences: ["Tool wipe is new."],
  };
  const until = new Date("2026-11-26T10:12:00.000Z");
  const changed = told({ options: [option({ earlier: { until, since: AT, changes: [change] } })] });
  const html = page({ tools: ["wipe"], told: changed, decisions: [{ counts: true, at: until }] });
  expect(html).toContain("told other tools until 26 Nov 2026, 10:12 UTC");
  expect(html).toContain("Tool wipe is new.");
  expect(html).toContain("Somebody decided before 27 Nov 2026, 10:12 UTC");
  expect(page({ tools: ["wipe"], told: changed })).not.toContain("Somebody decided");
});

test("of several ways to install it each is told by its name", () => {
  const remote = option({
    ...{ option: "remotes[0]", type: "remote", name: "https://mcp.acme.example" },
    seen: { at: AT, from: "live", tools: 1 },
  });
  const html = page({ tools: ["list"], told: told({ options: [option(), remote] }) });
  expect(html).toContain("npm @acme/files");
  expect(html).toContain("https://mcp.acme.example");
});
