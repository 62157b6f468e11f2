import { expect, test } from "vitest";
import { historyWords } from "./history-words.ts";

const known = {
  names: new Map([["p1", "Ada"]]),
  items: new Map([["tools", "Every tool was read"]]),
};

test.each([
  ["request.submit", { revision: 1, tier: "high" }, "submitted revision 1 at high risk"],
  ["request.edit", { revision: 2, tier: "low" }, "wrote revision 2 at low risk"],
  ["request.assign", { assignee: "p1" }, "gave it to Ada"],
  ["request.assign", { assignee: "p2" }, "gave it to a reviewer"],
  ["request.assign", { assignee: null }, "put it back into the queue"],
  ["request.check", { item: "tools", checked: true }, "ticked “Every tool was read”"],
  ["request.comment", { question: true }, "asked a question"],
  ["request.approve", { capacity: "owner_team", state: "in_review" }, "approved as owner team"],
  [
    "request.approve",
    { capacity: "security", state: "approved" },
    "approved as security: decided and carried out",
  ],
  [
    "request.note_tools",
    { changed: ["packages[0]"], added: ["packages[1]", "remotes[0]"] },
    "took up other tools of packages[0] than those that were decided on, and the first ones of packages[1], remotes[0], as a scan saw them",
  ],
  [
    "request.note_tools",
    { changed: [], added: ["remotes[0]"] },
    "took up the first tools of remotes[0], as a scan saw them",
  ],
  ["request.note_tools", {}, "took up its tools anew, as a scan saw them"],
  ["request.toString", {}, "request: toString"],
])("%s with %j reads: %s", (action, after, sentence) => {
  expect(historyWords({ action, after }, known).sentence).toBe(sentence);
});

test("a reason is told with the deed", () => {
  expect(historyWords({ action: "request.reject", after: { reason: "No." } }, known).detail).toBe(
    "No.",
  );
});
