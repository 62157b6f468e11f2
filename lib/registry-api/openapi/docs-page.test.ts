import { expect, test } from "vitest";
import { docsPage } from "./docs-page.ts";
import { openApiJson } from "./openapi-document.ts";

test("the page names every operation of the description, below its own base", () => {
  const page = docsPage("/r/team-a");
  const { paths } = JSON.parse(openApiJson("/r/team-a")) as { paths: Record<string, object> };
  const described = Object.entries(paths).filter(
    ([path]) => !path.startsWith("/v0/") && path !== "/v0",
  );
  for (const [path, operations] of described)
    for (const method of Object.keys(operations))
      expect(page).toContain(`<h3>${method.toUpperCase()} /r/team-a${path}</h3>`);
});

test("the page runs no script and loads nothing", () => {
  expect(docsPage("")).not.toMatch(/<script|src=|@import|url\(| on\w+=/i);
});
