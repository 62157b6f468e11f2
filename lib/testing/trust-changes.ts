/** One part of an artifact's facts that is not as it should be, for the tests of the rules. */
import type { ArtifactFacts, Got, TrustMeta } from "#lib/trust/core/facts.ts";
import type { ArtifactKind } from "#lib/trust/core/words.ts";
import {
  advisory,
  cleanAdvisories,
  cleanCode,
  cleanEntry,
  cleanFacts,
  cleanManifest,
  cleanMeta,
  cleanProvenance,
  cleanRemote,
  cleanScorecard,
  cleanTools,
  cleanTree,
  got,
} from "./trust-facts.ts";

type Change = Partial<ArtifactFacts>;
/** A part of the facts as it is when it could be collected. */
type Part<Key extends keyof ArtifactFacts> =
  ArtifactFacts[Key] extends Got<infer Value> ? Partial<Value> : never;

/** What could not be collected. */
export const away: Got<never> = {
  ok: false,
  reason: "timeout",
  detail: "It did not answer in time.",
};

export const entry = (
  change: Parameters<typeof cleanEntry>[1],
  kind: ArtifactKind = "npm",
): Change => ({ entry: cleanEntry(kind, change) });
export const manifest = (change: Part<"manifest">, kind: ArtifactKind = "npm"): Change => ({
  manifest: got(cleanManifest(kind, change)),
});
export const declares = (change: Partial<TrustMeta>, kind: ArtifactKind = "npm"): Change =>
  manifest({ trustMeta: cleanMeta(change), privacyPolicies: [] }, kind);
export const code = (change: Part<"code">): Change => ({ code: got(cleanCode(change)) });
export const tools = (change: Part<"tools">, kind: ArtifactKind = "npm"): Change => ({
  tools: got(cleanTools(kind, change)),
});
export const tree = (change: Part<"tree">): Change => ({ tree: got(cleanTree("npm", change)) });
export const built = (change: Part<"provenance">): Change => ({
  provenance: got(cleanProvenance(change)),
});
export const scorecard = (change: Part<"scorecard">): Change => ({
  scorecard: got(cleanScorecard(change)),
});
export const remote = (change: Part<"remote">): Change => ({ remote: got(cleanRemote(change)) });
/** A remote whose answer without credentials was this one. */
export const answers = (auth: Partial<Part<"remote">["auth"]>, change: Part<"remote"> = {}) =>
  remote({ auth: { ...cleanRemote().auth, ...auth }, ...change });
export const known = (
  change: Parameters<typeof advisory>[0],
  feeds: Part<"advisories"> = {},
): Change => ({
  advisories: got(cleanAdvisories({ advisories: [advisory(change)], ...feeds })),
});

export const bytes = (change: Part<"bytes">, kind: ArtifactKind = "npm") =>
  changed("bytes", change, kind);
export const signature = (change: Part<"signature">) => changed("signature", change, "npm");
export const repository = (change: Part<"repository">) => changed("repository", change, "npm");

function changed(
  part: "bytes" | "signature" | "repository",
  change: object,
  kind: ArtifactKind,
): Change {
  const clean = cleanFacts(kind)[part];
  return clean.ok ? { [part]: got({ ...clean.value, ...change }) } : {};
}
