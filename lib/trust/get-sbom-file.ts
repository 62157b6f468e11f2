import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { findEvaluated } from "./find-evaluated.ts";
import { findDocument } from "./sbom/find-sbom.ts";
import { SbomFileInput } from "./schemas.ts";

export type SbomFile = { version: string; sha256: string; body: Uint8Array };

/**
 * The CycloneDX document of one way to install a version, as it was kept, for whoever may see the
 * version; null: nobody may see it.
 * @throws AppError `not_found` where none was kept.
 */
export const getSbomFile = defineQuery({
  name: "getSbomFile",
  permission: "catalog.read",
  input: SbomFileInput,

  async run(readers, ctx, asked): Promise<SbomFile | null> {
    const evaluated = await findEvaluated(readers, ctx, asked);
    if (evaluated === null) return null;
    const found = await findDocument(readers.db, evaluated.evaluationId);
    if (!found.ok)
      throw new AppError(
        "not_found",
        "No list of components is kept for it: ask for a scan, which makes one of a package.",
      );
    const { sha256, body } = found.document;
    return { version: evaluated.found.version, sha256, body };
  },
});
