import { z } from "zod";
import { parseBrowse, viewQuery } from "#lib/catalog/core/browse-state.ts";

/** The filters of an address, written as the browse page writes them; page and name are left out. */
const Query = z
  .string()
  .max(4_000, "This view has too many filters to be saved.")
  .transform((query) => {
    const given = new URLSearchParams(query);
    // Not filled key by key: a plain object has a `constructor` already.
    const params = [...new Set(given.keys())].map((key) => [key, given.getAll(key)] as const);
    return viewQuery(parseBrowse(Object.fromEntries(params)));
  });

export const SaveViewInput = z.object({
  /** Given to change a view; absent to save a new one. */
  id: z.uuid().optional(),
  name: z
    .string()
    .trim()
    .min(1, "Give the view a name.")
    .max(60, "Write at most 60 characters.")
    .refine((name) => !/\p{C}/u.test(name), "Leave out invisible and control characters."),
  query: Query,
  shared: z.preprocess((value) => value === true || value === "true", z.boolean()),
});

export const ViewRef = z.object({ id: z.uuid() });
