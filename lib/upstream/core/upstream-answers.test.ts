import { describe, expect, test } from "vitest";
import { npmAnswer, pypiAnswer, tagsAnswer } from "./upstream-answers.ts";

describe("npm", () => {
  const doc = {
    "dist-tags": { latest: "1.2.0", next: "2.0.0-beta.1" },
    versions: {
      "1.0.0": { deprecated: "Leaks tokens, use 1.2" },
      "1.2.0": {},
      "2.0.0-beta.1": {},
    },
  };
  test("`latest` is the newest release, and the version in use may be deprecated", () => {
    expect(npmAnswer(doc, "1.2.0")).toEqual({ version: "1.2.0", deprecated: null });
    expect(npmAnswer(doc, "1.0.0")).toEqual({
      version: "1.2.0",
      deprecated: "Leaks tokens, use 1.2",
    });
  });
  test("a preview as `latest` is passed over", () => {
    expect(npmAnswer({ ...doc, "dist-tags": { latest: "2.0.0-beta.1" } }, null).version).toBe(
      "1.2.0",
    );
  });
  test("a package deprecated as a whole says so, without invisible characters", () => {
    const versions = { "1.2.0": { deprecated: "Gone\u202e\n now" } };
    expect(npmAnswer({ ...doc, versions }, "0.9.0").deprecated).toBe("Gone now");
  });
  test.each([[{}], [{ "dist-tags": [], versions: "x" }], [{ "dist-tags": { latest: 3 } }]])(
    "%j says nothing",
    (odd) => {
      expect(npmAnswer(odd, "1.0.0")).toEqual({ version: null, deprecated: null });
    },
  );
});

describe("PyPI", () => {
  test("the newest release, and why it was withdrawn", () => {
    expect(pypiAnswer({ info: { version: "2.1" } })).toEqual({ version: "2.1", deprecated: null });
    expect(
      pypiAnswer({ info: { version: "2.1", yanked: true, yanked_reason: "Broken" } }).deprecated,
    ).toBe("Broken");
    expect(pypiAnswer({ info: { version: "2.1", yanked: true } }).deprecated).not.toBeNull();
  });
  test("a preview is passed over", () => {
    const releases = { "1.0": [], "1.1": [], "2.0rc1": [] };
    expect(pypiAnswer({ info: { version: "2.0rc1" }, releases }).version).toBe("1.1");
  });
});

test("container tags", () => {
  expect(tagsAnswer({ tags: ["latest", "1.0.0", "1.1.0", 3] }).version).toBe("1.1.0");
  expect(tagsAnswer({ tags: null }).version).toBeNull();
});
