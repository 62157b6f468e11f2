import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";

const FILE_KINDS = [
  "servers.csv",
  "import-report",
  "trust.csv",
  "trust-export",
  "trust-report",
  "sbom.csv",
  "sbom.cdx.json",
  "evidence",
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const NoteExportInput = z.object({
  what: z.enum(FILE_KINDS),
  /** What narrows it, as in its address. */
  filters: z.string().max(4_000),
});

/** Records that somebody takes something out as a file, before the first byte of it is given out. */
export const noteExport = defineQuery({
  name: "noteExport",
  permission: "catalog.read",
  input: NoteExportInput,

  async run(): Promise<void> {
    return Promise.resolve();
  },

  audit: (_nothing, { what, filters }) => [
    {
      action: "export.download",
      targetKind: "export",
      targetId: what,
      before: null,
      after: { filters },
    },
  ],
});
