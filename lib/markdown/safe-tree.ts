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

export type Place = {
  /** Level of the heading above the text: 2 makes its first heading an h3. */
  below: number;
  /** A first heading that only repeats this is left out. */
  title?: string;
};

/** Trees of texts shown lately, the latest last: a README is parsed once, not for each reader. */
const kept = new Map<string, Tree | null>();
/** Characters of the texts whose trees are kept. */
const KEPT_MOST = 2_000_000;
let keptCharacters = 0;

/** Null when the text is made to be hard to read: then it can only be shown as it is. */
export function safeTree(markdown: string, place: Place): Tree | null {
  const key = `${place.below} ${place.title ?? ""}\n${markdown}`;
  const known = kept.get(key);
  if (known !== undefined) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const tree = makeTree(markdown, place);
  kept.set(key, tree);
  keptCharacters += key.length;
  for (const oldest of kept.keys()) {
    if (keptCharacters <= KEPT_MOST) break;
    kept.delete(oldest);
    keptCharacters -= oldest.length;
  }
  return tree;
}

function makeTree(markdown: string, place: Place): Tree | null {
  const shortened = markdown.slice(0, MAX_MARKDOWN_LENGTH);
  if (isCostly(shortened)) return null;
  try {
    const tree = processor.runSync(processor.parse(shortened));
    if (tree.type !== "root") return null;
    const children = withoutTitle(inert(tree.children), place.title);
    return { ...tree, children: outlined(children, place.below) };
  } catch (error) {
    // The stack ran out over something nested that isCostly does not know.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function inert(nodes: readonly Node[]): Node[] {
  return nodes.flatMap(inertNode);
}

function inertNode(node: Node): Node[] {
  if (node.type === "text") return [text(showHidden(node.value))];
  if (node.type !== "element") return [];
  if (node.tagName === "img") return imageAsText(node);
  if (node.tagName === "input") return [text(node.properties["checked"] ? "☑ " : "☐ ")];
  if (node.tagName === "a") return link(node);
  return [{ ...node, children: inert(node.children) as Element["children"] }];
}

const levelOf = (node: Node): number | null =>
  node.type === "element" && /^h[1-6]$/.test(node.tagName) ? Number(node.tagName[1]) : null;

function withoutTitle(nodes: readonly Node[], title: string | undefined): Node[] {
  const first = nodes.find((node) => node.type === "element");
  const [only] = first?.children ?? [];
  const isTitle =
    first !== undefined && levelOf(first) !== null && only?.type === "text" && only.value === title;
  return nodes.filter((node) => !isTitle || node !== first);
}

/** Headings below the page's own, none of them more than one level below the one before. */
function outlined(nodes: readonly Node[], below: number): Node[] {
  const levels = nodes.map(levelOf).filter((level) => level !== null);
  const top = Math.min(...levels);
  let previous = below;
  return nodes.map((node) => {
    const level = levelOf(node);
    if (level === null || node.type !== "element") return node;
    previous = Math.min(level - top + below + 1, previous + 1, 6);
    return { ...node, tagName: `h${previous}` };
  });
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
function link(node: Element): Node[] {
  const { href } = node.properties;
  const children = inert(node.children).flatMap(withoutLinks) as Element["children"];
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
