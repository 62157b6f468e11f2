import { z } from "zod";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { FEED_NAMES } from "./feed-store.ts";

const Facts = z.object({
  /** Of the imported file, hex. */
  sha256: z.string(),
  /** The date of the data. */
  from: z.iso.datetime({ offset: true }),
  entries: z.number().int(),
});

const NoteFeedImportInput = z.object({
  changes: z
    .array(z.object({ kind: z.enum(FEED_NAMES), before: Facts.nullable(), after: Facts }))
    .min(1),
});

/** Records that feeds are replaced, each with the digest of its file and the date of its data. */
export const noteFeedImport = defineCommand({
  name: "noteFeedImport",
  permission: "identity.resolve",
  input: NoteFeedImportInput,

  run(_tx, _ctx, { changes }) {
    return Promise.resolve({
      result: null,
      audit: changes.map(({ kind, before, after }) => ({
        action: "feed.import",
        targetKind: "feed",
        targetId: kind,
        before,
        after,
      })),
    });
  },
});
