import { describe, expect, test } from "vitest";
import { closeWords, typingDistance } from "./close-words.ts";
import { explainMatch, searchWords } from "./search-words.ts";

describe("the words of a question", () => {
  test("are letters and digits in lower case, once each", () => {
    expect(searchWords("io.github.acme/My-Server  my v2")).toEqual(["io", "github", "acme", "v2"]);
    expect(searchWords("größe 価格 ＡＢＣ")).toEqual(["größe", "価格", "abc"]);
  });

  test("hold nothing that means something in a tsquery", () => {
    expect(searchWords("a & b | !c <-> (d:*) 'e' \\f").join(" ")).toMatch(/^[a-z ]*$/);
    expect(searchWords("&|!():*'\\")).toEqual([]);
  });

  test("are without fillers, unless there is nothing else", () => {
    expect(searchWords("an MCP server for the weather")).toEqual(["weather"]);
    expect(searchWords("mcp server")).toEqual(["mcp", "server"]);
    expect(searchWords("for the")).toEqual(["for", "the"]);
  });

  test("are few, however long the question is", () => {
    expect(searchWords("x1 x2 x3 x4 x5 x6 x7 x8 x9 x10")).toHaveLength(8);
    expect(searchWords("y".repeat(500))[0]).toHaveLength(40);
  });
});

describe("why a server was found", () => {
  const server = {
    name: "io.github.acme/tracker",
    title: "Tracker",
    toolNames: ["list_issues", "createIssue", "close"],
    tags: ["planning"],
    categories: ["Project work"],
  };

  test("names the tool, tag or category in which a part begins with the word", () => {
    expect(explainMatch(server, ["issues"])).toEqual([
      { kind: "tool", text: "list_issues" },
      { kind: "tool", text: "createIssue" },
    ]);
    expect(explainMatch(server, ["plan"])).toEqual([{ kind: "tag", text: "planning" }]);
    expect(explainMatch(server, ["work"])).toEqual([{ kind: "category", text: "Project work" }]);
  });

  test("says nothing where the name says it already", () => {
    expect(explainMatch(server, ["tracker"])).toEqual([]);
    expect(explainMatch(server, ["acme"])).toEqual([]);
  });

  test("puts the label first that explains most words", () => {
    expect(explainMatch(server, ["create", "issue"])[0]).toEqual({
      kind: "tool",
      text: "createIssue",
    });
  });
});

describe("typing errors", () => {
  test.each([
    ["githib", "github", 1],
    ["gihtub", "github", 1],
    ["gthub", "github", 1],
    ["githubb", "github", 1],
    ["", "abc", 3],
    ["same", "same", 0],
  ])("from %j to %j is %d", (from, to, distance) => {
    expect(typingDistance(from, to)).toBe(distance);
    expect(typingDistance(to, from)).toBe(distance);
  });

  test("the closest known word comes first, strangers not at all", () => {
    expect(closeWords("gihtub", ["gitlab", "github", "weather", "githubs"])).toEqual([
      "github",
      "githubs",
    ]);
    expect(closeWords("slak", ["slack", "slow", "sales"])).toEqual(["slack"]);
    expect(closeWords("postgers", ["postgres", "postgresql"])[0]).toBe("postgres");
  });

  test("half a word with an error finds the whole word", () => {
    expect(closeWords("kuberen", ["kubernetes", "cube"])).toEqual(["kubernetes"]);
  });
});
