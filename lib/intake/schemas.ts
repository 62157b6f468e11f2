import { z } from "zod";
import { SOURCE_STATUSES, MAX_VERSIONS, type Evidence } from "./core/evidence.ts";
import { MAX_REFERENCE } from "./core/read-reference.ts";

/** The length of a text is judged by `readReference`, in its own words. */
export const InspectReferenceInput = z.object({ reference: z.string().max(1_048_576) });

const text = (max: number) => z.string().max(max);
const texts = (count: number, max: number) => z.array(text(max)).max(count);

/** As a form carries it from the page to its action, and as it is stored with the request. */
export const EvidenceSchema = z.object({
  reference: text(MAX_REFERENCE),
  readAt: z.iso.datetime(),
  sources: z
    .array(z.object({ source: text(300), status: z.enum(SOURCE_STATUSES), detail: text(1_000) }))
    .max(20),
  licence: text(200).nullable(),
  maintainers: texts(20, 200),
  repository: text(500).nullable(),
  homepage: text(500).nullable(),
  versions: z
    .array(z.object({ version: text(255), at: z.iso.datetime().nullable() }))
    .max(MAX_VERSIONS),
  versionCount: z.int().min(0).nullable(),
  downloadsPerWeek: z.int().min(0).nullable(),
  digest: text(100).nullable(),
  environmentVariables: z
    .array(
      z.object({
        name: text(100),
        description: text(300),
        isRequired: z.boolean(),
        isSecret: z.boolean(),
      }),
    )
    .max(100),
  transports: texts(20, 50),
  authorizationServers: texts(10, 500),
  scopes: texts(50, 200),
  cautions: texts(20, 500),
  assumptions: texts(20, 500),
}) satisfies z.ZodType<Evidence>;
