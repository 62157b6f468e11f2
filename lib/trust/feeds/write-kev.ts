import { z } from "zod";
import { badFile, readJsonFile, type Import, type Written } from "./feed-file.ts";
import type { NewFeed } from "./feed-store.ts";

/** CISA's catalogue of known exploited vulnerabilities, as far as it is used. */
export const KevCatalogue = z.object({
  dateReleased: z.iso.datetime({ offset: true, error: "is not a date" }),
  count: z.number().optional(),
  vulnerabilities: z
    .array(z.object({ cveID: z.string().regex(/^CVE-\d{4}-\d{4,19}$/, "is not the id of a CVE") }))
    .min(1, "is empty"),
});

export async function writeKev({ file }: Import, feed: NewFeed): Promise<Written> {
  const { dateReleased, count, vulnerabilities } = await readJsonFile(file, KevCatalogue);
  if (count !== undefined && count !== vulnerabilities.length)
    throw badFile(file, `count says ${count}, but it holds ${vulnerabilities.length}.`);
  for (const { cveID } of vulnerabilities) await feed.add(cveID, true);
  return { from: dateReleased, entries: feed.count() };
}
