import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { cpuMsOf } from "#lib/testing/cpu-time.ts";
import { Markdown } from "./markdown.tsx";

const html = (markdown: string, title?: string) =>
  renderToStaticMarkup(
    <Markdown markdown={markdown} below={2} {...(title === undefined ? {} : { title })} />,
  );

test("HTML in the text is left out, its words stay", () => {
  const shown = html('Hello <b onclick="x()">there</b>\n\n<script>alert(1)</script>\n\nEnd');
  expect(shown).toContain("there");
  expect(shown).toContain("End");
  expect(shown).not.toMatch(/<b|onclick|script|alert/);
});

test.each([
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](vbscript:x)",
  "[x](file:///etc/passwd)",
  "[x](https://user:secret@host.example)",
  "[x](docs/setup.md)",
  "[x](#setup)",
  "[x](//host.example)",
])("%s becomes plain text", (markdown) => {
  expect(html(markdown)).not.toContain("<a");
  expect(html(markdown)).toContain("x");
});

test("links to the web and to mail open elsewhere and carry no weight", () => {
  const shown = html("[a](https://host.example/p?q=1) <me@host.example>");
  expect(shown).toMatch(/<a href="https:\/\/host\.example\/p\?q=1" rel="nofollow noopener ugc"/);
  expect(shown).toContain('href="mailto:me@host.example"');
  expect(shown.match(/target="_blank"/g)).toHaveLength(2);
});

test("no picture is loaded: it is shown as a link with its words", () => {
  const shown = html("![Logo](https://host.example/pixel.png) ![](https://host.example/p.png)");
  expect(shown).not.toContain("<img");
  expect(shown).toContain(">Image: Logo</a>");
  expect(shown.match(/<a/g)).toHaveLength(1);
});

test("a badge is one link, not two", () => {
  const shown = html("[![build](https://b.example/b.svg)](https://ci.example)");
  expect(shown.match(/<a /g)).toHaveLength(1);
  expect(shown).toContain('href="https://ci.example"');
});

test("headings stand below those of the page", () => {
  expect(html("# One\n\n## Two\n\n# Three")).toMatch(/<h3.*One.*<h4.*Two.*<h3.*Three/s);
  expect(html("## One\n\n###### Six\n\n### Two")).toMatch(/<h3.*One.*<h4.*Six.*<h4.*Two/s);
});

test("a first heading that repeats the title is left out", () => {
  expect(html("# Files\n\nText", "Files")).not.toContain("<h3");
  expect(html("# Other\n\nText", "Files")).toContain("<h3");
});

test("hidden characters are written out", () => {
  expect(html("safe\u202etxt\u200b `co\u2066de`")).toMatch(/⟨U\+202E⟩.*⟨U\+200B⟩.*⟨U\+2066⟩/);
});

test("tables, lists, tasks and code are drawn", () => {
  const shown = html("| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- [x] done\n\n```sh\nls\n```");
  expect(shown).toContain("<table");
  expect(shown).toMatch(/☑\s+done/);
  expect(shown).toMatch(/<pre[^>]*><code[^>]*>ls/);
  expect(shown).not.toContain("<input");
});

test.each([
  ["quotes", ">"],
  ["lists", "- "],
  ["emphasis", "*a_ "],
  ["brackets", "a]"],
  ["headings", "a\n=\n"],
])("endless %s are shown as they are, at once", async (_what, unit) => {
  let shown = "";
  const took = await cpuMsOf(() => {
    shown = html(`deep ${unit.repeat(20_000)}\n${unit.repeat(20_000)}`);
  });
  expect(shown).toMatch(/^<pre.*deep/);
  expect(took).toBeLessThan(500);
});
