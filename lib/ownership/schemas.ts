import { z } from "zod";
import { orNull, ServerName } from "#lib/catalog/server-schemas.ts";

const email = orNull(z.string().trim().toLowerCase().max(254));

export const AttestServerInput = z.object({ name: ServerName });

export const SetResponsibleInput = z.object({
  name: ServerName,
  /** E-mail addresses of active members of the owner team; empty for nobody. */
  responsible: email,
  deputy: email,
});

export const GetOwnershipInput = z.object({ name: ServerName });

/** Our own processes go through the servers in the order of their ids. */
export const CheckOwnershipInput = z.object({ after: z.uuid().nullable().default(null) });
