import { z } from "zod";

export const INTERNAL_DOMAINS_KEY = "internal_domains";

const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A domain and everything below it, written without a leading dot or star. */
const Suffix = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^\*?\./, ""))
  .pipe(
    z.string().regex(DOMAIN, {
      error: (issue) => `"${String(issue.input)}" is not a domain such as corp.example.`,
    }),
  );

const lines = (value: unknown) =>
  typeof value === "string" ? value.split(/[\s,]+/).filter((part) => part !== "") : value;

export const InternalDomains = z.array(z.string());

export const SetInternalDomainsInput = z.object({
  domains: z.preprocess(lines, z.array(Suffix).max(200, "At most 200 domains.")),
});
