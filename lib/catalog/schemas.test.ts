import { expect, test } from "vitest";
import { BrowseInput } from "./schemas.ts";

test("an address with a parameter that is no text is read without it", () => {
  expect(BrowseInput.parse({ q: "git", constructor: [Object, "1"], team: ["data"] })).toMatchObject(
    {
      q: "git",
      team: ["data"],
    },
  );
});
