import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { AT, days, failing, found, result, type Change } from "#lib/testing/trust-results.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import type { WaiverView } from "#lib/trust/waivers/waiver-view.ts";
import type { WaiversView } from "#lib/trust/waivers/waivers-of-version.ts";
import { ControlWaiver } from "./control-waiver.tsx";
import { ControlStatusChip } from "./trust-chips.tsx";
import { dateWords } from "./trust-words.ts";

const NOBODY: WaiversView = { all: [], asked: [], mayAsk: false, mayEnd: false };
const WAIVER: WaiverView = {
  id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f",
  version: "1.0.0",
  option: "packages[0]",
  control: "SC-02",
  request: "R-12",
  reason: "The parser is never called.\u202e",
  ownerTeam: "Data platform",
  askedBy: "Ada",
  approvedBy: ["Sam", "Sue"],
  grantedAt: new Date(AT),
  expiresAt: new Date(days(30)),
  state: "in_force",
  end: null,
  findings: [],
};

function shown(change: Change, view: Partial<WaiversView> = {}, id: ControlId = "SC-02"): string {
  const { title, level, group } = CONTROLS[id];
  const html = renderToStaticMarkup(
    <ControlWaiver
      control={{ ...result(id, change), title, level, group }}
      waivers={{
        name: "com.acme/files",
        version: "1.0.0",
        option: "packages[0]",
        view: { ...NOBODY, ...view },
        action: () => Promise.resolve({ status: "idle" }),
      }}
    />,
  );
  return html.replaceAll(/<(?!a )[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

const FAILED = failing("SC-02", "high");
const WAIVED: Change = { ...FAILED, status: "waived", waiverId: WAIVER.id };

describe("of a control that fails", () => {
  test("an owner is offered to ask, with everything filled in", () => {
    const text = shown(FAILED, { mayAsk: true });
    expect(text).toContain("Ask for a waiver");
    expect(text).toContain(
      "/requests/new?kind=trust_waiver&amp;server=com.acme%2Ffiles&amp;version=1.0.0&amp;option=packages%5B0%5D&amp;control=SC-02",
    );
  });

  test("others read who may", () => {
    expect(shown(FAILED)).toContain("Members of the owner team may ask for a waiver");
  });

  test("a request under way takes the place of the button", () => {
    const asked = [{ request: "R-9", option: "packages[0]", control: "SC-02" as const }];
    const text = shown(FAILED, { mayAsk: true, asked });
    expect(text).toContain("R-9");
    expect(text).not.toContain("Ask for a waiver");
  });

  test("what can never be waived says why, to everyone", () => {
    const change = { ...FAILED, findings: [{ ...found("critical"), code: "SC-02/kev" }] };
    const text = shown(change, { mayAsk: true });
    expect(text).toContain("It cannot be waived. A weakness of it is being exploited now");
    expect(text).not.toContain("Ask for a waiver");
  });

  test.each([
    ["expired", "ran out on"],
    ["ended", "was ended on"],
    ["void", "became void on"],
    ["in_force", "does not cover what was found since"],
  ] as const)("a waiver before that is %s is named", (state, words) => {
    const end = state === "in_force" ? null : { at: new Date(AT), reason: "Enough.", by: null };
    const text = shown(FAILED, { all: [{ ...WAIVER, state, end }] });
    expect(text).toContain("R-12");
    expect(text).toContain(words);
  });
});

describe("of a control that is waived", () => {
  test("it says until when, who asked, who approved, and why", () => {
    const text = shown(WAIVED, { all: [WAIVER] });
    for (const words of [
      dateWords(new Date(days(30))),
      "Ada, for Data platform",
      "Sam, Sue",
      "R-12",
      "never called",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("\u202e");
    expect(text).not.toContain("End it early");
  });

  test("who may end it has a form for it", () => {
    expect(shown(WAIVED, { all: [WAIVER], mayEnd: true })).toContain("End the waiver");
  });

  test("the chip says until when", () => {
    const html = renderToStaticMarkup(<ControlStatusChip status="waived" until={days(30)} />);
    expect(html).toContain(`Waived until ${dateWords(new Date(days(30)))}`);
  });
});

test.each(["pass", "warn", "not_checkable"] as const)("of %s nothing is said", (status) => {
  expect(shown({ status })).toBe("");
});
