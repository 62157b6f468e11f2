/**
 * Markdown of strangers as a tree that is safe to show: no raw HTML, nothing loaded from anywhere,
 * links to the web and to mail only, hidden characters written out. CommonMark and GFM.
 */
import type { toJsxRuntime } from "hast-util-to-jsx-runtime";
import rehypeSanitize, { type Options as Schema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";
import { isCostly } from "./costly.ts";

export type Tree = Extract<Parameters<typeof toJsxRuntime>[0], { type: "root" }>;
type Node = Tree["children"][number];
type Element = Extract<Node, { type: "element" }>;

/** Longer texts are cut: nobody reads them here, and parsing them would cost everyone. */
export const MAX_MARKDOWN_LENGTH = 60_000;

const SCHEMA: Schema = {
  tagNames: [
    ...["h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "ul", "ol", "li"],
    ...["strong", "em", "del", "code", "pre", "a", "img", "input", "sup", "section"],
    ...["table", "thead", "tbody", "tr", "th", "td"],
  ],
  attributes: {
    a: ["href"],
    code: [["className", /^language-[\w+-]+$/]],
    img: ["src", "alt"],
    input: ["checked"],
    ol: ["start"],
    td: ["align"],
    th: ["align"],
  },
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https"] },
  ancestors: Object.fromEntries(
    ["tbody", "td", "th", "thead", "tr"].map((name) => [name, ["table"]]),
  ),
};

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, SCHEMA)
  .freeze();

/**
 * `headingShift` levels are added to every heading, so that they stand below the page's own. Null
 * when the text is made to be hard to read: then it can only be shown as it is.
 */
export function safeTree(markdown: string, headingShift: number): Tree | null {
  const shortened = markdown.slice(0, MAX_MARKDOWN_LENGTH);
  if (isCostly(shortened)) return null;
  try {
    const tree = processor.runSync(processor.parse(shortened));
    return tree.type === "root" ? { ...tree, children: inert(tree.children, headingShift) } : null;
  } catch (error) {
    // The stack ran out over something nested that isCostly does not know.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function inert(nodes: readonly Node[], shift: number): Node[] {
  return nodes.flatMap((node) => inertNode(node, shift));
}

function inertNode(node: Node, shift: number): Node[] {
  if (node.type === "text") return [{ type: "text", value: showHidden(node.value) }];
  if (node.type !== "element") return [];
  if (node.tagName === "img") return imageAsText(node);
  if (node.tagName === "input") return [text(node.properties["checked"] ? "☑ " : "☐ ")];
  if (node.tagName === "a") return link(node, shift);
  const heading = /^h([1-6])$/.exec(node.tagName)?.[1];
  const tagName = heading ? `h${Math.min(6, Number(heading) + shift)}` : node.tagName;
  return [{ ...node, tagName, children: inert(node.children, shift) as Element["children"] }];
}

/** A picture would tell its host who reads this page, and a drawn one may carry scripts. */
function imageAsText(image: Element): Node[] {
  const { alt, src } = image.properties;
  const label = showHidden(typeof alt === "string" ? alt.trim() : "");
  if (label === "") return [];
  return typeof src === "string" && isSafeUrl(src)
    ? [anchor(src, [text(`Image: ${label}`)])]
    : [text(label)];
}

/** Links within the repository, to an anchor or to anything but web and mail become plain text. */
function link(node: Element, shift: number): Node[] {
  const { href } = node.properties;
  const children = inert(node.children, shift).flatMap(withoutLinks) as Element["children"];
  const isOutward = typeof href === "string" && (isSafeUrl(href) || isMail(href));
  return isOutward && children.length > 0 ? [anchor(href, children)] : children;
}

/** A link around a picture holds one link, not two. */
const withoutLinks = (node: Node): Node[] =>
  node.type === "element" && node.tagName === "a" ? node.children : [node];

const isMail = (href: string) => /^mailto:[^\s<>"?]+$/i.test(href);

const text = (value: string) => ({ type: "text" as const, value });

const anchor = (href: string, children: Element["children"]): Element => ({
  type: "element",
  tagName: "a",
  properties: { href, rel: ["nofollow", "noopener", "ugc"], target: "_blank" },
  children,
});
