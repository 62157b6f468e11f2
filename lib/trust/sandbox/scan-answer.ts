import { z } from "zod";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import { SEVERITIES } from "../core/words.ts";

/** The scanner has read hostile bytes: its answer is checked like anybody else's. */
const MAX_FILES = 50_000;
const MAX_LISTED = 200;
const MAX_LANGUAGES = 30;

const text = z.string().max(2_000);
const place = { file: text, line: z.number().int().min(1).nullable() };
const severity = z.enum(SEVERITIES);
const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item).max(MAX_LISTED);
const document = z.custom<JsonObject>(isJsonObject).nullable();

const code = z.strictObject({
  scannable: z.enum(["full", "partial", "opaque"]),
  languages: z
    .array(z.strictObject({ name: text, files: z.number().int(), readable: z.boolean() }))
    .max(MAX_LANGUAGES),
  unread: listOf(
    z.strictObject({
      file: text,
      reason: z.enum(["too_large", "minified", "syntax", "language", "analyser"]),
    }),
  ),
  secrets: listOf(
    z.strictObject({
      ...place,
      detector: text,
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
      confidence: z.enum(["high", "low"]),
    }),
  ),
  malware: listOf(
    z.strictObject({ ...place, code: text, title: text, severity, blocks: z.boolean() }),
  ),
  unsafe: listOf(z.strictObject({ ...place, code: text, title: text, severity })),
  staticFindings: listOf(
    z.strictObject({
      ...place,
      code: text,
      title: text,
      severity,
      confidence: z.enum(["high", "medium", "low"]),
    }),
  ),
  suppressions: listOf(z.strictObject(place)),
  powers: listOf(
    z.strictObject({
      ...place,
      power: z.enum([
        "subprocess",
        "native",
        "network",
        "environment",
        "filesystem",
        "sensitive_path",
      ]),
      when: z.enum(["load", "run"]),
      what: text,
    }),
  ),
  environment: listOf(text),
  hosts: listOf(text),
  validation: z.strictObject({
    libraries: listOf(text),
    handlers: z.number().int(),
    unvalidated: listOf(z.strictObject(place)),
  }),
  telemetry: listOf(z.strictObject({ ...place, what: text })),
  isolation: z.strictObject({ permissions: z.boolean(), network: z.boolean(), user: z.boolean() }),
});

export const SandboxAnswer = z.strictObject({
  bytes: z.strictObject({
    sizeBytes: z.number().int(),
    expandedBytes: z.number().int(),
    files: z.number().int(),
    refused: z.array(z.strictObject({ code: text, detail: text })).max(MAX_LISTED),
  }),
  code,
  totals: z.record(z.string().max(30), z.number().int()),
  packageJson: document,
  shrinkwrap: document,
  bundleManifest: document,
  files: z
    .array(
      z.strictObject({
        path: text,
        sizeBytes: z.number().int(),
        kind: z.enum(["text", "binary", "executable", "archive"]),
        executable: z.boolean(),
        /** Code of the package itself. */
        own: z.boolean(),
      }),
    )
    .max(MAX_FILES),
});
export type SandboxAnswer = z.infer<typeof SandboxAnswer>;

export const ProbeAnswer = z.strictObject({ isolation: code.shape.isolation });
