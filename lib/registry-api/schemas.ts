import { z } from "zod";
import { readCursor } from "./core/cursor.ts";
import { readTimestamp } from "./core/timestamp.ts";

/**
 * Inputs in the official API's own words: the keys are its query parameters. Unknown parameters
 * are ignored, as its clients expect.
 */
const LIMIT = "must be a whole number from 1 to 100";
const FLAG: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["t", true],
  ["false", false],
  ["0", false],
  ["f", false],
]);

/** Postgres cannot hold NUL; no stored text has one, so nothing is found. */
const text = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .transform((value) => value.replaceAll("\u0000", "\ufffd"));

/** A text that `read` understands, or the complaint. */
function readable<Value>(read: (value: string) => Value | null, complaint: string) {
  return z.string().transform((value, ctx) => {
    const result = read(value);
    if (result !== null) return result;
    ctx.addIssue({ code: "custom", message: complaint });
    return z.NEVER;
  });
}

const Audience = z.string().max(200).nullable().default(null);
const IncludeDeleted = readable(
  (value) => FLAG.get(value.toLowerCase()) ?? null,
  "must be true or false",
);

export const ListServersInput = z
  .object({
    audience: Audience,
    cursor: readable(
      readCursor,
      "is not a cursor of this registry: take it from metadata.nextCursor",
    ).optional(),
    limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(100, LIMIT).default(30),
    search: text(500)
      .transform((value) => value.trim())
      .optional(),
    updated_since: readable(
      readTimestamp,
      "must be an RFC 3339 date and time such as 2025-08-07T13:15:04.280Z",
    ).optional(),
    version: text(255).optional(),
    include_deleted: IncludeDeleted.optional(),
  })
  .refine((input) => input.updated_since === undefined || input.include_deleted !== false, {
    path: ["updated_since"],
    message: "always includes deleted servers, so include_deleted=false cannot be combined with it",
  });
export type ListServers = z.output<typeof ListServersInput>;

export const ListVersionsInput = z.object({
  audience: Audience,
  name: z.string(),
  include_deleted: IncludeDeleted.optional(),
});

export const GetVersionInput = ListVersionsInput.extend({ version: z.string() });

export const AudienceInput = z.object({ audience: z.string().max(200) });
