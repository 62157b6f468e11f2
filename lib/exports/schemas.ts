import { z } from "zod";
import { EXPORT_FORMATS, type ExportFormatId } from "#lib/clients/core/exports.ts";
import { Slug } from "#lib/teams/schemas.ts";

const FORMATS = EXPORT_FORMATS.map((format) => format.id) as [ExportFormatId, ...ExportFormatId[]];

export const ExportFormatName = z.enum(FORMATS, `Use one of the formats ${FORMATS.join(", ")}.`);

export const GetExportInput = z.object({
  format: ExportFormatName,
  /** Absent: everything approved that the reader may see. */
  audience: z.preprocess((value) => (value === "" ? undefined : value), Slug.optional()),
  /** The public address of this product, from the settings. */
  base: z.url(),
});
