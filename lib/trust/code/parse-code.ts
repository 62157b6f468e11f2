import { parse as parseJavaScript, type Comment as AcornComment } from "acorn";
import type { SyntaxNode } from "./syntax.ts";

/** `offset` is that of the comment's first character. */
export type Comment = { text: string; offset: number };
export type ParsedCode = {
  root: SyntaxNode;
  comments: readonly Comment[];
  sourceType: "module" | "script" | "typescript";
};

/** A syntax tree takes up to a hundred times the space of its text; beyond these it would not fit. */
const MAX_TOKENS = 1_500_000;
const MAX_TYPESCRIPT = 300_000;

class TooLarge extends Error {}

/** The syntax tree, or why there is none. */
export async function parseCode(
  path: string,
  text: string,
): Promise<ParsedCode | "too_large" | "syntax"> {
  try {
    if (/\.[cm]?tsx?$|\.jsx$/.test(path)) return await parseTypeScript(path, text);
    return (
      parseAs(text, "module") ?? parseAs(text, "script") ?? (await parseTypeScript("a.jsx", text))
    );
  } catch (error) {
    // The parsers recurse, so that code which nests too deep ends with a RangeError.
    if (error instanceof TooLarge) return "too_large";
    if (error instanceof SyntaxError || error instanceof RangeError || isParserError(error))
      return "syntax";
    throw error;
  }
}

function parseAs(text: string, sourceType: "module" | "script"): ParsedCode | null {
  const comments: AcornComment[] = [];
  let tokens = 0;
  try {
    const root = parseJavaScript(text, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      // Only CommonJS files, which Node wraps in a function, may return at the top.
      allowReturnOutsideFunction: sourceType === "script",
      allowAwaitOutsideFunction: sourceType === "module",
      onComment: comments,
      onToken: () => {
        if (++tokens > MAX_TOKENS) throw new TooLarge();
      },
    });
    return {
      sourceType,
      // Both parsers make ESTree nodes, which are walked without their classes.
      root: root as unknown as SyntaxNode,
      comments: comments.map(({ value, start }) => ({ text: value, offset: start })),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Loaded only where there is TypeScript: the compiler costs half a second and 80 MB. */
async function parseTypeScript(path: string, text: string): Promise<ParsedCode> {
  if (text.length > MAX_TYPESCRIPT) throw new TooLarge();
  const { parse } = await import("@typescript-eslint/parser");
  const root = parse(text, {
    filePath: path,
    range: true,
    loc: false,
    comment: true,
    jsDocParsingMode: "none",
    ecmaFeatures: { jsx: /x$/.test(path) },
  });
  const comments = (root.comments ?? []).map(({ value, range }) => ({
    text: value,
    offset: range[0],
  }));
  // As above.
  return { root: root as unknown as SyntaxNode, comments, sourceType: "typescript" };
}

const isParserError = (error: unknown): boolean =>
  error instanceof Error && error.name === "TSError";
