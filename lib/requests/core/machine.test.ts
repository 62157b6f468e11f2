import { expect, test } from "vitest";
import { decide, TRANSITIONS, type RequestEvent } from "./machine.ts";
import { REQUEST_STATES } from "./words.ts";

const EVENTS: RequestEvent[] = [
  "submit",
  "edit",
  "withdraw",
  "start_review",
  "request_changes",
  "approve",
  "reject",
  "expire",
];

// The specification, written out by hand. It must not be derived from TRANSITIONS.
const ALLOWED = [
  "draft --edit by requester--> draft",
  "draft --expire by nobody--> expired",
  "draft --submit by requester--> submitted",
  "draft --withdraw by requester--> withdrawn",
  "submitted --edit by requester--> submitted",
  "submitted --start_review by other--> in_review",
  "submitted --start_review by nobody--> in_review",
  "submitted --withdraw by requester--> withdrawn",
  "in_review --approve by other--> approved",
  "in_review --approve by nobody--> approved",
  "in_review --edit by requester--> in_review",
  "in_review --reject by other--> rejected",
  "in_review --reject by nobody--> rejected",
  "in_review --request_changes by other--> changes_requested",
  "in_review --request_changes by nobody--> changes_requested",
  "in_review --withdraw by requester--> withdrawn",
  "changes_requested --edit by requester--> in_review",
  "changes_requested --expire by nobody--> expired",
  "changes_requested --withdraw by requester--> withdrawn",
];

test("exactly the specified moves are possible, whoever makes them", () => {
  const possible: string[] = [];
  for (const state of REQUEST_STATES)
    for (const event of EVENTS)
      for (const [who, id] of [
        ["requester", "requester"],
        ["other", "other"],
        ["nobody", null],
      ] as const) {
        const decision = decide({ state, requesterId: "requester" }, event, id);
        if (decision.ok) possible.push(`${state} --${event} by ${who}--> ${decision.next}`);
      }
  expect(possible.sort()).toEqual([...ALLOWED].sort());
});

test("every state is in the table", () => {
  expect(Object.keys(TRANSITIONS).sort()).toEqual([...REQUEST_STATES].sort());
});

test.each(["start_review", "approve", "reject", "request_changes"] as const)(
  "nobody may %s what they asked for themselves",
  (event) => {
    const state = event === "start_review" ? "submitted" : "in_review";
    expect(decide({ state, requesterId: "ada" }, event, "ada")).toMatchObject({
      ok: false,
      code: "forbidden",
    });
  },
);
