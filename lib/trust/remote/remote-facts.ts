import { textIn } from "#lib/catalog/core/json-fields.ts";
import type { Reach } from "../collect/reach.ts";
import type {
  ArtifactFacts,
  EntryFacts,
  Got,
  ManifestFacts,
  ScorecardFacts,
  ToolsFacts,
} from "../core/facts.ts";
import { documentRepository } from "../core/rules/declared.ts";
import { repositoryAddress } from "../core/repository-address.ts";
import { trustMetaOf } from "../core/trust-meta.ts";
import { declaredTools } from "../declared-tools.ts";
import { findScorecard } from "../feeds/find-scorecard.ts";
import { checkRepository } from "../npm/check-repository.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import { collectRemote } from "./collect-remote.ts";
import type { Credential } from "./door.ts";

type Options = {
  reach: Reach;
  tools: ScanTools;
  entry: EntryFacts | null;
  credential?: Credential | null;
};

/** Everything there is to know about a server that somebody else runs. */
export async function remoteFacts(
  { name: address }: ScanReference,
  { reach, tools, entry, credential = null }: Options,
): Promise<ArtifactFacts> {
  const declared = documentRepository(entry);
  const [collected, repository, scorecard] = await Promise.all([
    collectRemote(reach, { address, entry, credential }),
    checkRepository(reach, { declared, commit: null }),
    scorecardOf(declared, { reach, tools }),
  ]);
  const { remote } = collected;
  return {
    kind: "remote",
    name: address,
    version: remote.ok ? (remote.value.protocol?.serverVersion ?? "") : "",
    digest: null,
    entry,
    manifest: manifestOf(entry),
    bytes: OUT_OF_SIGHT,
    signature: OUT_OF_SIGHT,
    provenance: OUT_OF_SIGHT,
    tree: OUT_OF_SIGHT,
    advisories: OUT_OF_SIGHT,
    code: OUT_OF_SIGHT,
    tools: toldOrDeclared(collected.tools, entry),
    repository,
    scorecard,
    remote,
  };
}

/** Behind a sign-in stands what its server.json declares, and says so; whatever answered goes before it. */
function toldOrDeclared(told: Got<ToolsFacts>, entry: EntryFacts | null): Got<ToolsFacts> {
  if (told.ok || told.reason !== "auth_required") return told;
  const declared = declaredTools(entry);
  return declared.ok ? declared : told;
}

const OUT_OF_SIGHT = {
  ok: false,
  reason: "opaque_artifact",
  detail: "Nobody outside sees what a remote runs.",
} as const;

/** A remote has no manifest but its server.json. */
function manifestOf(entry: EntryFacts | null): Got<ManifestFacts> {
  if (entry === null)
    return {
      ok: false,
      reason: "not_declared",
      detail: "There is no server.json of it in the registry yet.",
    };
  const { document, serverName } = entry;
  const value: ManifestFacts = {
    name: serverName,
    version: textIn(document, "version") || null,
    serverName,
    description: textIn(document, "description") || null,
    repository: documentRepository(entry),
    author: null,
    maintainers: [],
    license: null,
    publishedAt: null,
    deprecated: null,
    installScripts: [],
    issues: [],
    trustMeta: trustMetaOf(document),
    privacyPolicies: [],
  };
  return { ok: true, value, evidence: [] };
}

async function scorecardOf(
  declared: string | null,
  { reach, tools }: Pick<Options, "reach" | "tools">,
): Promise<Got<ScorecardFacts>> {
  const address = repositoryAddress(declared ?? "");
  if (address === null)
    return { ok: false, reason: "scorecard_unavailable", detail: "It names no repository." };
  return findScorecard(reach, address.url, tools.feeds);
}
