import { AppError } from "#lib/kernel/errors.ts";

/**
 * Invariants held by the database raise `GH001: code: message` (see prisma/migrations).
 * This turns such an error, at whatever depth the driver buried it, into the caller's refusal.
 */
export function databaseRefusal(error: unknown): AppError | null {
  const text = messageChain(error);
  const match = /GH001: (conflict|invalid|forbidden): ([^\n"`]+)/.exec(text);
  if (match?.[1] && match[2])
    return new AppError(match[1] as "conflict" | "invalid" | "forbidden", match[2], {
      cause: error,
    });
  // Two transactions waited for each other, and the database ended this one.
  if (/\b40P01\b|deadlock detected/.test(text))
    return new AppError(
      "conflict",
      "Something else was changed at the same moment, so nothing was done: try again.",
      { cause: error },
    );
  if (/P2002|23505/.test(text))
    return new AppError("conflict", "Something with the same name or key exists already.", {
      cause: error,
    });
  return null;
}

function messageChain(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth += 1) {
    const { code, meta } = at as { code?: unknown; meta?: unknown };
    parts.push(at.message, typeof code === "string" ? code : "", meta ? JSON.stringify(meta) : "");
    at = at.cause;
  }
  return parts.join("\n");
}
