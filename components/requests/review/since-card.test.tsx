import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ReviewProps } from "./review-props.ts";
import { SinceCard } from "./since-card.tsx";

test("another owner team than at the last look is shown by its name, as the one before it is", () => {
  const request = {
    ...{ lastSeenRevision: 1, revision: 2, payload: { ownerTeam: "payments" } },
    ownerTeam: { slug: "payments", name: "Payments" },
    change: {
      sinceRevision: [
        {
          ...{ revision: 1, payload: { ownerTeam: "design-systems" }, diff: null },
          ownerTeam: { slug: "design-systems", name: "Design systems" },
        },
      ],
    },
  };
  // What the card does not read is left out.
  const html = renderToStaticMarkup(<SinceCard {...({ request } as unknown as ReviewProps)} />);
  expect(html).toContain("Design systems</del>");
  expect(html).toContain("Payments</ins>");
});
