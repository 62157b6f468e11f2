import type { Db } from "#lib/db/client.ts";
import { componentTree, type ComponentTree } from "../core/component-tree.ts";
import type { AdvisoryFacts } from "../core/facts.ts";
import { ADVISORIES, readAdvisories } from "../feeds/kept-advisories.ts";
import { keptBody, type KeptBody } from "../find-evaluated.ts";
import { readSbom } from "./read-sbom.ts";

const SBOM = "sbom";

/** Why there is no list of components. */
export type NoSbom = "not_evaluated" | "none" | "not_kept" | "unreadable";

export type FoundSbom =
  | { ok: false; why: NoSbom }
  | {
      ok: true;
      document: KeptBody & { body: Uint8Array };
      tree: ComponentTree;
      /** Null: what the feeds said was not kept with this evaluation. */
      advisories: AdvisoryFacts | null;
    };

/** A step: the document as it was kept, without being read. */
export async function findDocument(
  db: Db,
  evaluationId: string | null,
): Promise<{ ok: false; why: NoSbom } | { ok: true; document: KeptBody & { body: Uint8Array } }> {
  if (evaluationId === null) return { ok: false, why: "not_evaluated" };
  const kept = await keptBody(db, evaluationId, SBOM);
  if (kept === null) return { ok: false, why: "none" };
  const { body } = kept;
  return body === null ? { ok: false, why: "not_kept" } : { ok: true, document: { ...kept, body } };
}

/** A step: the bill of materials of an evaluation, as a tree with the advisories that were found. */
export async function findSbom(db: Db, evaluationId: string | null): Promise<FoundSbom> {
  const found = await findDocument(db, evaluationId);
  if (!found.ok || evaluationId === null) return found.ok ? { ok: false, why: "none" } : found;
  const { document } = found;
  const sbom = readSbom(Buffer.from(document.body));
  if (sbom === null) return { ok: false, why: "unreadable" };
  const kept = await keptBody(db, evaluationId, ADVISORIES);
  const advisories = kept?.body ? readAdvisories(kept.body) : null;
  return {
    ok: true,
    document,
    tree: componentTree(sbom, advisories?.advisories ?? []),
    advisories,
  };
}
