import { expect, test } from "vitest";
import { scorecardProject } from "./scorecard-project.ts";

test.each([
  ["https://github.com/Acme/Tools", "github.com/acme/tools"],
  ["https://github.com/acme/tools.git", "github.com/acme/tools"],
  ["git+https://github.com/acme/tools.git#main", "github.com/acme/tools"],
  ["git://github.com/acme/tools.git", "github.com/acme/tools"],
  ["git+ssh://git@github.com/acme/tools.git", "github.com/acme/tools"],
  ["git@github.com:acme/tools.git", "github.com/acme/tools"],
  ["https://www.github.com/acme/tools/tree/main/packages/a", "github.com/acme/tools"],
  ["github:acme/tools", "github.com/acme/tools"],
  ["acme/tools", "github.com/acme/tools"],
  ["gitlab:acme/tools", "gitlab.com/acme/tools"],
  ["https://gitlab.com/acme/tools/-/tree/main", "gitlab.com/acme/tools"],
  ["https://gitlab.com/acme/inner/tools", null],
  ["https://bitbucket.org/acme/tools", null],
  ["https://github.com.evil.example/acme/tools", null],
  ["https://evil.example/github.com/acme/tools", null],
  ["https://github.com/acme", null],
  ["https://github.com/acme/..", null],
  ["https://github.com/acme/%2e%2e%2fother", null],
  ["javascript:alert(1)", null],
  ["file:///github.com/acme/tools", null],
  ["gist:1234", null],
  ["constructor:acme/tools", null],
  ["git@constructor:acme/tools", null],
  ["", null],
])("%s is %s", (repository, project) => {
  expect(scorecardProject(repository)).toBe(project);
});
