import { z } from "zod";
import { filtersText } from "#lib/exports/filters-text.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import { defineRoute } from "#lib/http/define-route.ts";
import { found, partOf, serverRef } from "#lib/management-api/server-of.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { getEvidence } from "#lib/trust/get-evidence.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

type Params = { name: string; sha256: string };
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * GET /api/v1/servers/{name}/trust/evidence/{sha256}: what was read, as a file. A stranger wrote it:
 * no browser shows it or takes it for a page of ours.
 */
export const GET = defineRoute<Params>(async (ctx, _request, params) => {
  // First who asks: nobody learns from a wrong address what a right one would be.
  await requireAtDoor(ctx, getEvidence.permission);
  const { name } = serverRef({ params });
  const sha256 = partOf({ params }, { name: "sha256", schema: Digest, what: "evidence" });
  const { body } = found(await getEvidence(ctx, { name, sha256 }), "evidence");
  if (body === null)
    throw new AppError("not_found", "Only its digest is kept: it was too large, or is too old.");
  await noteExport(ctx, { what: "evidence", filters: filtersText({ server: name, sha256 }) });
  return new Response(new Uint8Array(body), {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${sha256}"`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    },
  });
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
