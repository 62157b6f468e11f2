import { expect, test } from "vitest";
import { tellingWords, toolPhrases } from "./telling-words.ts";

test.each([
  ["io.github.acme/mcp-server-postgres", "", "", ["postgres"]],
  ["com.acme/githubIssues", "Issue Tracker", "", ["issues", "issue", "tracker"]],
  ["com.acme/mcp", "The MCP Server", "Reads spreadsheets via the API", ["reads", "spreadsheets"]],
  ["com.acme/mcp", "", "", []],
  ["com.acme/x'; DROP TABLE", "a:* | b & !c", "", ["drop", "table"]],
])("%s (%s) is about %j %j", (name, title, description, words) => {
  expect(tellingWords(name, title, description)).toEqual(words);
});

test("tools of several words become phrases, safe inside a tsquery", () => {
  expect(toolPhrases(["create_issue", "search", "listRepos", "a' & (b", "create-issue"])).toEqual([
    "create:B <-> issue:B",
    "list:B <-> repos:B",
    "a:B <-> b:B",
  ]);
});
