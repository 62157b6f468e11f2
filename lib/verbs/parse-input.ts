import type { z } from "zod";
import { AppError, type FieldErrors } from "#lib/kernel/errors.ts";

/**
 * The one place a ZodError becomes the caller's fault. A ZodError from anywhere
 * else is our own bad data, and must surface as a 500, not as a 400.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  // No plain object while it is filled: a field named `constructor` would already be in it.
  const found = new Map<string, string[]>();
  for (const { path, message } of parsed.error.issues) {
    const field = path.join(".");
    found.set(field, [...(found.get(field) ?? []), message]);
  }
  const fields: FieldErrors = Object.fromEntries(found);
  const first = Object.entries(fields)[0];
  const detail = first ? `${first[0] ? `${first[0]}: ` : ""}${first[1][0] ?? ""}` : "";
  throw new AppError("invalid", `Some of the input is not valid. ${detail}`.trim(), {
    fields,
    cause: parsed.error,
  });
}
