import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import type { ArtifactFacts, EntryFacts } from "../core/facts.ts";
import { documentRepository } from "../core/rules/declared.ts";
import { missing } from "../core/rules/verdict.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { readClaims } from "./image-claims.ts";
import { imageReference } from "./image-reference.ts";
import { readImageOf } from "./read-image.ts";
import { Registry } from "./registry.ts";

type Subject = { reference: ScanReference; digest: string | null };
type Claims = Pick<
  ArtifactFacts,
  "manifest" | "bytes" | "signature" | "provenance" | "repository" | "scorecard"
>;

/**
 * What is said of an image beside its layers: by its labels, who signed it, who built it and its
 * repository. No layer is read; `digest` is the one that was found when they were.
 *
 * @throws AppError `not_found`: there is no such image any more; `invalid`: it is not the name of one.
 */
export async function ociClaims(
  reach: Reach,
  { reference, digest }: Subject,
  { entry, tools }: { entry: EntryFacts; tools: ScanTools },
): Promise<Claims> {
  const image = imageReference(reference);
  const registry = new Registry(reach, image);
  const reading = await readImageOf(registry, image);
  if (!reading.ok) return withoutImage(reading);
  const read = reading.value;
  const declared = documentRepository(entry);
  const claims = await readClaims(reach, { registry, image, read, declared });
  return {
    ...claims,
    bytes: packages.promisedAgain(read.digest, { digest, evidence: read.evidence }),
    scorecard: await packages.scorecardOf(claims.manifest, { reach, tools }),
  };
}

type Unread = Exclude<Awaited<ReturnType<typeof readImageOf>>, { ok: true }>;

function withoutImage(reading: Unread): Claims {
  const isOther = reading.why === "other";
  const missed = isOther
    ? missing("opaque_artifact", "The registry gave other bytes than the digest says.")
    : reading.missed;
  return {
    ...{ manifest: missed, signature: missed, provenance: missed },
    ...{ repository: missed, scorecard: missed },
    bytes: isOther
      ? packages.promisedAgain(reading.expected, {
          digest: reading.actual,
          evidence: reading.evidence,
        })
      : missed,
  };
}
