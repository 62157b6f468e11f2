/** What was concluded from the feeds about each package, kept beside the bill of materials. */
import { z } from "zod";
import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { AdvisoryFacts } from "../core/facts.ts";

export const ADVISORIES = "advisories";

/** @returns SHA-256 (hex) of what was kept. */
export const noteAdvisories = (reach: Reach, facts: AdvisoryFacts): string =>
  noteOwn(reach, {
    kind: ADVISORIES,
    source: "advisories with EPSS and KEV, by package",
    mediaType: "application/json",
    // Facts are plain data, whose readonly lists the type of JSON does not know.
    body: Buffer.from(canonicalJson(facts as unknown as Json)),
  });

const Kept = z.object({
  feedsFrom: z.string(),
  missingFeeds: z.array(z.enum(["osv", "epss", "kev"])),
  advisories: z.array(
    z.object({
      id: z.string(),
      aliases: z.array(z.string()),
      summary: z.string(),
      purl: z.string(),
      cvss: z.number().nullable(),
      severity: z.enum(["low", "moderate", "high", "critical"]).nullable(),
      epss: z.number().nullable(),
      kev: z.boolean(),
      malicious: z.boolean(),
      fixedIn: z.array(z.string()),
      isArtifact: z.boolean(),
    }),
  ),
});

/** Reads what `noteAdvisories` kept. Throws for anything else: it would be a fault of ours. */
export const readAdvisories = (body: Uint8Array): AdvisoryFacts =>
  Kept.parse(JSON.parse(Buffer.from(body).toString("utf8")));
