import { describe, expect, test } from "vitest";
import { allowsName, patternProblem } from "./name-patterns.ts";

describe("a name is allowed", () => {
  test.each([
    [["io.github.acme/files"], "io.github.acme/files", true],
    [["io.github.acme/files"], "io.github.acme/files2", false],
    [["io.github.acme/files"], "io.github.acme/Files", false],
    [["io.github.acme/*"], "io.github.acme/files", true],
    [["io.github.acme/*"], "io.github.acme-evil/files", false],
    [["io.github.acme/*"], "io.github.acme.sub/files", false],
    [["com.other/one", "io.github.acme/*"], "io.github.acme/files", true],
    [[], "io.github.acme/files", false],
  ])("%j for %s: %s", (patterns, name, allowed) =>
    expect(allowsName(patterns, name)).toBe(allowed),
  );
});

describe("a pattern is refused unless it is a name or a whole namespace", () => {
  test.each(["io.github.acme/files", "io.github.acme/*", "a.b/c"])("%s is one", (pattern) =>
    expect(patternProblem(pattern)).toBeNull(),
  );
  test.each(["*", "*/*", "/*", "io.github.*/files", "io.github.acme/fi*", "acme", "./*", "a/b/*"])(
    "%s is none",
    (pattern) => expect(patternProblem(pattern)).not.toBeNull(),
  );
});
