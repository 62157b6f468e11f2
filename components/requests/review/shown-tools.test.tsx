import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LookedAgain } from "./looked-again.tsx";
import { ShownTools } from "./shown-tools.tsx";

test("an approval names the tools that its page shows, and none where no scan has seen any", () => {
  const hash = "a".repeat(64);
  expect(renderToStaticMarkup(<ShownTools seen={hash} />)).toBe(
    `<input type="hidden" name="seenTools" value="${hash}"/>`,
  );
  expect(renderToStaticMarkup(<ShownTools seen={null} />)).toBe(
    '<input type="hidden" name="seenTools" value=""/>',
  );
});

test("a tick for the tools that a page shows by now does not stay for those it shows after", () => {
  const [one, other] = ["a".repeat(64), "b".repeat(64)];
  const html = renderToStaticMarkup(<LookedAgain seen={one} />);
  expect(html).toMatch(new RegExp(`<input type="checkbox"[^>]* value="${one}"`));
  expect(html).not.toContain("checked");
  expect(LookedAgain({ seen: one }).key).toBe(one);
  expect(LookedAgain({ seen: other }).key).toBe(other);
});
