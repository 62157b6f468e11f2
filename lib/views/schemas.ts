import { z } from "zod";
import { auditQuery } from "#lib/audit/core/filter-query.ts";
import { parseBrowse, viewQuery } from "#lib/catalog/core/browse-state.ts";

/** Pages whose filters can be kept. */
const Page = z.enum(["servers", "audit"]).default("servers");

export const ListViewsInput = z.object({ page: Page });

/** The filters of an address, written as its page writes them; page and name are left out. */
export function storedQuery(page: string, query: string): string {
  const given = new URLSearchParams(query);
  if (page === "audit") return auditQuery(given);
  // Not filled key by key: a plain object has a `constructor` already.
  const params = [...new Set(given.keys())].map((key) => [key, given.getAll(key)] as const);
  return viewQuery(parseBrowse(Object.fromEntries(params)));
}

export const SaveViewInput = z.object({
  /** Given to change a view; absent to save a new one. */
  id: z.uuid().optional(),
  page: Page,
  name: z
    .string()
    .trim()
    .min(1, "Give the view a name.")
    .max(60, "Write at most 60 characters.")
    .refine((name) => !/\p{C}/u.test(name), "Leave out invisible and control characters."),
  query: z.string().max(4_000, "This view has too many filters to be saved."),
  shared: z.preprocess((value) => value === true || value === "true", z.boolean()),
});

export const ViewRef = z.object({ id: z.uuid() });
