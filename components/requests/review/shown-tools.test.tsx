import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
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
