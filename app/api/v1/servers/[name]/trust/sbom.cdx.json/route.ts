import { filtersText } from "#lib/exports/filters-text.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { getSbomFile } from "#lib/trust/get-sbom-file.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

type Params = { name: string };

/**
 * GET /api/v1/servers/{name}/trust/sbom.cdx.json?version=…&option=…: the document byte for byte as
 * it was kept. Names in it come from strangers: no browser shows it.
 */
export const GET = defineRoute<Params>(async (ctx, request, params) => {
  await requireAtDoor(ctx, getSbomFile.permission);
  const { name } = serverRef({ params });
  const { version, option } = searchParams(request);
  const file = found(await getSbomFile(ctx, { name, version, option }), "version");
  const filters = filtersText({ server: name, version, option });
  await noteExport(ctx, { what: "sbom.cdx.json", filters });
  const title = `${name}-${file.version}`.replaceAll(/[^\w.-]+/g, "-");
  return new Response(new Uint8Array(file.body), {
    headers: {
      "content-type": "application/vnd.cyclonedx+json",
      "content-disposition": `attachment; filename="${title}.cdx.json"`,
      // RFC 9530: what was kept, so that whoever has the export can compare.
      "repr-digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
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
