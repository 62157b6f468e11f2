import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Capacity } from "#lib/requests/core/words.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";
import { DecisionPanels } from "./decision-panels.tsx";
import type { ReviewProps } from "./review-props.ts";

const PROGRESS = {
  ...{ complete: false, security: { have: 0, need: 1 }, ownerTeam: { have: 0, need: 0 } },
  ...{ admin: { have: 0, need: 0 }, dataOwner: { have: 0, need: 0 } },
};

/** The buttons that open a decision, for a request with such a trust. */
function offered(
  trust: Pick<RequestTrust, "barred"> | null,
  approvesAs: readonly Capacity[] = ["security"],
): string[] {
  const request = {
    ...{ id: "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f", revision: 1, kind: "list_server", trust },
    ...{ progress: PROGRESS, capacities: ["security"], approvesAs, checklist: [] },
    change: { tools: [] },
    seenTools: null,
  };
  const decideAction = () => Promise.resolve({ status: "idle" });
  // What the panels do not read is left out.
  const props = { request, actions: { decideAction } } as unknown as ReviewProps;
  const page = renderToStaticMarkup(<DecisionPanels {...props} />);
  return [...page.matchAll(/<summary[^>]*>([^<]+)</g)].map(([, label = ""]) => label);
}

test("what nobody may approve is not offered for approval, everything else is", () => {
  const all = ["Reject…", "Request changes…", "Approve…"];
  expect(offered(null)).toEqual(all);
  expect(offered({ barred: null })).toEqual(all);
  expect(offered({ barred: "It cannot be approved: malware." })).toEqual(all.slice(0, 2));
  // They approved other tools of it in a capacity that they have no more.
  expect(offered(null, [])).toEqual(all.slice(0, 2));
});
