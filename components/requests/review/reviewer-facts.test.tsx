import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { DecisionKind, RequestState } from "#lib/requests/core/words.ts";
import type { ReviewProps } from "./review-props.ts";
import { reviewerFacts } from "./reviewer-facts.tsx";

const person = (name: string) => ({ id: name, name, email: `${name}@test.example` });
const vote = (name: string, decision: DecisionKind, counts = true) => ({
  ...{ reviewer: person(name), decision, counts },
});

type Asked = { state: RequestState; votes?: ReturnType<typeof vote>[]; taken?: string };

/** "Reviewer: Nobody yet", for a reader who may not assign. */
function facts({ state, votes = [], taken }: Asked): string[] {
  const request = {
    ...{ state, decisions: votes, allowed: [] },
    assignee: taken === undefined ? null : person(taken),
  };
  // What the facts do not read is left out.
  const props = { request, reviewers: [], me: "reader", actions: {} } as unknown as ReviewProps;
  return reviewerFacts(props).map(({ term, value }) => {
    const html = renderToStaticMarkup(value).replaceAll(/<span aria-hidden.*?<\/span>/g, "");
    return `${term}: ${html
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim()}`;
  });
}

test("what was approved says who approved it, each once, whether or not somebody had taken it", () => {
  const votes = [vote("Ann", "approve"), vote("Bob", "approve"), vote("Ann", "approve")];
  expect(facts({ state: "approved", votes })).toEqual(["Decided by: Ann Bob"]);
  expect(facts({ state: "approved", votes, taken: "Bob" })).toEqual(["Decided by: Ann Bob"]);
  expect(facts({ state: "approved", votes, taken: "Cid" })).toEqual([
    "Decided by: Ann Bob",
    "Taken by: Cid",
  ]);
});

test("what was rejected says who rejected it; votes of earlier revisions decided nothing", () => {
  const votes = [vote("Ann", "approve"), vote("Bob", "reject"), vote("Cid", "reject", false)];
  expect(facts({ state: "rejected", votes })).toEqual(["Decided by: Bob"]);
});

test("what nobody decided says why", () => {
  expect(facts({ state: "approved" })).toEqual([
    "Decided by: Nobody: the policy lets it pass without review",
  ]);
  const votes = [vote("Ann", "approve")];
  expect(facts({ state: "withdrawn", votes })).toEqual([
    "Decided by: Nobody: its author took it back",
  ]);
  expect(facts({ state: "expired" })).toEqual(["Decided by: Nobody: it ran out of time"]);
});

test("while it is open, those who decided already are named", () => {
  expect(facts({ state: "submitted" })).toEqual(["Reviewer: Nobody yet"]);
  const votes = [vote("Ann", "approve"), vote("reader", "approve")];
  expect(facts({ state: "in_review", votes })).toEqual([
    "Reviewer: Ann You Nobody yet for the rest",
  ]);
  const back = [vote("Ann", "request_changes")];
  expect(facts({ state: "changes_requested", votes: back })).toEqual(["Reviewer: Ann"]);
  expect(facts({ state: "in_review", taken: "Bob", votes })).toEqual(["Reviewer: Bob"]);
});
