import type { z } from "zod";

/** Where a page of a list begins: what its order compares, of the row before it. */
export function writeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Null for one that is not ours: the list then starts at its first page. */
export function readCursor<Values extends z.ZodType>(
  shape: Values,
  text: string | undefined,
): z.output<Values> | null {
  if (text === undefined) return null;
  try {
    const parsed = shape.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
