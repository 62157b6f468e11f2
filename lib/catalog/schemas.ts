import { z } from "zod";
import { cleanText, parseBrowse } from "./core/browse-state.ts";

/** What is no text is left out: of a parameter named `constructor`, Next makes a list with a function. */
const param = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .catch(undefined);

/** The address of the browse page, as `searchParams` or as text values. */
export const BrowseInput = z
  // Next's searchParams is an object of its own kind, which a record would refuse.
  .preprocess(
    (raw) => (typeof raw === "object" && raw !== null ? { ...raw } : raw),
    z.record(z.string(), param),
  )
  .transform(parseBrowse);

const TextMatch = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("everything") }),
  z.object({ mode: z.literal("words"), words: z.array(z.string().max(60)).min(1).max(8) }),
  z.object({ mode: z.literal("part"), part: z.string().min(1).max(200) }),
]);

/** `match` says how the page took its question; without it, each word is looked for. */
export const FacetsInput = z.object({ params: BrowseInput, match: TextMatch.optional() });

/** A list of filtered servers for a file: the same address, and how many rows at a time. */
export const FilteredPageInput = z.object({
  params: BrowseInput,
  after: z.string().max(2_000).nullable(),
  size: z.number().int().min(1).max(1_000),
});

/** What somebody types into a search; endless text is cut, not refused. */
export const SearchText = z.string().transform((text) => cleanText(text).trim());

export const SuggestInput = z.object({
  q: SearchText.default(""),
  limit: z.coerce.number().int().min(1).max(20).default(8),
});
