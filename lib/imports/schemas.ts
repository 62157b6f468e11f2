import { z } from "zod";

export const MAX_BATCH = 200;
export const OUTCOMES = ["imported", "updated", "unchanged", "refused"] as const;

const flag = z
  .union([z.boolean(), z.enum(["true", "false", "on"]).transform((word) => word !== "false")])
  .default(false);

/** What the import shall do with what it brings. */
const ImportOptions = z.object({
  label: z.string().trim().min(1, "Say where the documents come from.").max(300),
  approve: flag,
  expose: flag,
});

export const StartImportInput = ImportOptions.extend({
  /** It waits for the worker first, perhaps behind another import. */
  queued: flag,
});

export const RunRef = z.object({ runId: z.uuid() });

/** Raw texts, so that whoever calls the command, the documents are read and judged inside it. */
export const ImportBatchInput = RunRef.extend({
  entries: z
    .array(
      z.union([
        z.object({ position: z.int().positive(), text: z.string() }),
        z.object({ position: z.int().positive(), broken: z.string(), field: z.string() }),
      ]),
    )
    .max(MAX_BATCH),
});

export const FinishImportInput = RunRef.extend({
  /** Why the run ended early, in words an administrator may read; absent when it went through. */
  failure: z.string().max(1_000).optional(),
});

const cursor = z.coerce.number().int().nonnegative().optional();

export const ListImportRunsInput = z.object({
  sourceId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const GetImportRunInput = RunRef.extend({
  outcome: z.enum(OUTCOMES).optional(),
  /** Position of the last entry of the page before. */
  after: cursor,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(260)
  .regex(/^[a-z0-9._:[\]/-]+$/, "Write a host name, host:port or an address range (CIDR).");

/** Hosts inside the company that a fetch may reach, from a form (one a line) or a list. */
export const HostList = z.union([
  z.array(Host).max(50),
  z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((host) => host !== ""))
    .pipe(z.array(Host).max(50)),
]);
export const AllowedHosts = HostList.default([]);

export const WebAddress = z
  .string()
  .trim()
  .max(2_048)
  .pipe(z.url({ protocol: /^https?$/, error: "Write an http or https address." }));

/** The address is written into the log, where no password may stand. */
export const PlainAddress = WebAddress.refine(
  // What is no address has been refused before, and reaches this all the same.
  (url) => !URL.canParse(url) || (!new URL(url).username && !new URL(url).password),
  { error: "Leave credentials (user:password@) out of the address." },
);

export const ImportUrlInput = z.object({
  url: PlainAddress,
  label: z.string().trim().max(300).optional(),
  approve: flag,
  expose: flag,
  allowedHosts: AllowedHosts,
});
