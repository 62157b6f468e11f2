import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DecisionsCard } from "./decisions-card.tsx";
import { forOtherTools } from "./other-tools.ts";
import type { ReviewProps } from "./review-props.ts";

const now = new Date("2026-11-27T12:00:00Z");
const vote = (name: string, revision: number, counts: boolean) => ({
  ...{ id: `${name} ${revision} ${String(counts)}`, revision, counts, conditions: null },
  reviewer: { id: name, name, email: `${name}@test.example` },
  ...{ capacity: "security", decision: "approve", reason: "Looked at it.", at: now },
});
const requestOf = (...decisions: ReturnType<typeof vote>[]) =>
  // What the card does not read is left out.
  ({ revision: 2, decisions }) as unknown as ReviewProps["request"];

test("an approval that does not count says whether it was for other tools or an earlier revision", () => {
  const request = requestOf(vote("Ann", 1, false), vote("Bob", 2, false), vote("Cid", 2, true));
  const props = { request, now } as unknown as ReviewProps;
  const page = renderToStaticMarkup(<DecisionsCard {...props} />);
  expect(page.match(/Revision 1, does not count/g)).toHaveLength(1);
  expect(page.match(/For other tools, does not count/g)).toHaveLength(1);
});

test("who has decided again is no more asked to look again", () => {
  const names = (request: ReviewProps["request"]) =>
    forOtherTools(request).map(({ reviewer }) => reviewer.name);
  expect(names(requestOf(vote("Ann", 1, false), vote("Bob", 2, false)))).toEqual(["Bob"]);
  expect(names(requestOf(vote("Bob", 2, false), vote("Bob", 2, true)))).toEqual([]);
});
