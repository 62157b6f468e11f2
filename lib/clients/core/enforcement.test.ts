import { expect, test } from "vitest";
import { ENFORCEMENT, enforcementSentence } from "./enforcement.ts";

test("each client has one row, with a source and a remark", () => {
  expect(new Set(ENFORCEMENT.map(({ id }) => id)).size).toBe(ENFORCEMENT.length);
  for (const { note, source, registryUrlSetting, minimumVersion } of ENFORCEMENT)
    for (const text of [note, source, registryUrlSetting, minimumVersion])
      expect(text).not.toBe("");
});

test("what is not known to be compared is not claimed to block everything unlisted by it", () => {
  for (const { blocksUnlisted, matchesBy } of ENFORCEMENT)
    if (matchesBy.length > 0) expect(["yes", "partly"]).toContain(blocksUnlisted);
});

test("clients that compare names only are said to be bypassed by a changed file", () => {
  const nameOnly = ENFORCEMENT.filter(({ matchesBy }) => matchesBy.join() === "name");
  expect(nameOnly.map(({ id }) => id)).toEqual(["visual-studio", "jetbrains", "eclipse", "xcode"]);
  for (const { id } of nameOnly)
    expect(enforcementSentence(id)).toContain("a changed configuration file passes");
});

test("where nothing is known, the sentence says so", () => {
  expect(enforcementSentence("cursor")).toContain("not known");
  expect(enforcementSentence("other")).toContain("no particular client");
});
