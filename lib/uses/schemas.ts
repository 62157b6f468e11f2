import { z } from "zod";
import { ServerName } from "#lib/catalog/server-schemas.ts";

export const RecordUseInput = z.object({
  name: ServerName,
  /** The client that was connected, by the id that lib/clients gives it. */
  client: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "This is not a client."),
  version: z
    .string()
    .min(1)
    .max(255)
    .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), "This is not a version.")
    .nullable()
    .default(null),
});

export const ListUsesInput = z.object({ name: ServerName });
