import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { toolFacts } from "#lib/catalog/core/tool-facts.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { askAnalysers } from "../analysers/ask-analysers.ts";
import { captureBundleTools } from "../capture/capture-bundle-tools.ts";
import { whyNotRun } from "../capture/why-not-run.ts";
import * as packages from "../collect/package-facts.ts";
import type { Reach } from "../collect/reach.ts";
import { startedBy } from "../code/reach.ts";
import { rolesIn } from "../code/vendored.ts";
import type { ArtifactFacts, EntryFacts, Got, ManifestFacts, ToolsFacts } from "../core/facts.ts";
import { comparedTools, declaredTools, toolSetHash } from "../declared-tools.ts";
import { checkRepository } from "../npm/check-repository.ts";
import type { ScanTools } from "../scan-tools.ts";
import type { ScanReference } from "../scanned.ts";
import type { SignedBuild } from "../sigstore/signed-build.ts";
import { bundleManifestFacts } from "./bundle-manifest.ts";
import { bundleSignature } from "./bundle-signature.ts";
import { collectMcpb, type McpbBundle } from "./collect-mcpb.ts";
import { unreferencedIn } from "./completeness.ts";
import { readGithubAttestation } from "./github-attestation.ts";
import { bundleTree } from "./tree.ts";

type Options = { reach: Reach; tools: ScanTools; entry: EntryFacts | null };

/**
 * Everything there is to know about a bundle (MCPB) at an address.
 * @throws AppError `not_found`: there is nothing; `invalid`: it is no address.
 */
export async function mcpbFacts(
  { name: url, version: wanted }: ScanReference,
  { reach, tools, entry }: Options,
): Promise<ArtifactFacts> {
  const bundle = await collectMcpb(reach, { url, entry });
  const { digest, bytes, archive } = bundle;
  const manifest = manifestOf(bundle, url);
  const scanned = await packages.readCode(archive, "bundle", { reach, tools });
  const code = packages.codeOf(bytes, scanned);
  const version = wanted ?? (manifest.ok ? manifest.value.version : null) ?? "";
  const tree = treeOf(reach, bundle, { name: url, version, code });
  const attested = await attestationOf(reach, bundle, manifest);
  // What they take for malware is not run.
  const analysers = await analysersOf(reach, bundle, packages.ownCodeIn(scanned));
  const [repository, advisories, scorecard, told] = await Promise.all([
    repositoryOf(reach, manifest, attested),
    packages.advisoriesOf(tree, null, { reach, tools }),
    packages.scorecardOf(manifest, { reach, tools }),
    toolsOf(bundle, { reach, tools, entry, name: url, version, code, analysers }),
  ]);
  return {
    kind: "mcpb",
    ...{ name: url, version, digest, entry, tree, advisories, code, scorecard },
    manifest: packages.manifestOf(manifest, entry),
    bytes: withUnreferenced(packages.bytesOf(bytes, scanned), bundle),
    signature: archive === null ? unread(bundle) : bundleSignature(archive, bundle.files, attested),
    provenance: provenanceOf(attested, bundle),
    ...(analysers && { analysers }),
    repository,
    tools: told,
    remote: { ok: false, reason: "not_implemented", detail: "A bundle has no remote." },
  };
}

/** By the type of its server; of programs the analysers know nothing. */
async function analysersOf(
  reach: Reach,
  { archive, manifest, files }: McpbBundle,
  ownCode: ReadonlySet<string>,
): Promise<ArtifactFacts["analysers"]> {
  const type = manifest === null ? "" : textIn(objectIn(manifest, "server"), "type");
  const kind = type === "python" || type === "uv" ? "pypi" : type === "node" ? "npm" : null;
  if (manifest === null || kind === null) return undefined;
  const roleOf = rolesIn(files, startedBy(manifest));
  return askAnalysers(reach, { archive, layout: "bundle", kind, roleOf, ownCode });
}

type Unread = Extract<Got<never>, { ok: false }>;

function unread({ bytes }: McpbBundle): Unread {
  return bytes.ok
    ? {
        ok: false,
        reason: "opaque_artifact",
        detail: "Its bytes are not those that were promised, or are no bundle that can be read.",
      }
    : bytes;
}

function treeOf(
  reach: Reach,
  bundle: McpbBundle,
  { name, version, code }: { name: string; version: string; code: ArtifactFacts["code"] },
): ArtifactFacts["tree"] {
  const { manifest, files, evidence } = bundle;
  if (manifest === null) return unread(bundle);
  reach.onStep("Reading what it is made of");
  const known = code.ok ? code.value : null;
  return bundleTree(reach, {
    ...{ name: textIn(manifest, "name") || name, version, evidence },
    ...{ manifest, files, code: known },
  });
}

async function repositoryOf(
  reach: Reach,
  manifest: Got<ManifestFacts>,
  attested: Got<SignedBuild>,
): Promise<ArtifactFacts["repository"]> {
  if (!manifest.ok) return manifest;
  const { repository, trustMeta } = manifest.value;
  const isValid = attested.ok && attested.value.state === "valid";
  const commit = (isValid ? attested.value.sourceCommit : null) ?? trustMeta?.sourceCommit ?? null;
  return checkRepository(reach, { declared: repository, commit });
}

/** A bundle without a manifest is told by AI-01: that is a fact and no gap. */
function manifestOf(bundle: McpbBundle, url: string): Got<ManifestFacts> {
  const { manifest, archive, files, evidence } = bundle;
  if (archive === null) return unread(bundle);
  const paths = new Set(files.map(({ path }) => path));
  const value = bundleManifestFacts(manifest ?? {}, {
    hasFile: (path) => paths.has(path) || paths.has(`${path}.exe`),
    repository: repositoryOfRelease(url),
  });
  const issues =
    manifest === null ? ["It holds no manifest.json that is a JSON object."] : value.issues;
  return { ok: true, value: { ...value, issues }, evidence };
}

/** `https://github.com/owner/name/releases/download/…`: what is released there is its own. */
function repositoryOfRelease(url: string): string | null {
  const { host, pathname } = new URL(url);
  const [, owner, name] = /^\/([\w.-]+)\/([\w.-]+)\/releases\/download\//.exec(pathname) ?? [];
  return host === "github.com" && owner !== undefined ? `https://${host}/${owner}/${name}` : null;
}

async function attestationOf(
  reach: Reach,
  bundle: McpbBundle,
  manifest: Got<ManifestFacts>,
): Promise<Got<SignedBuild>> {
  if (!manifest.ok) return manifest;
  if (bundle.archive === null || !bundle.bytes.ok) return unread(bundle);
  reach.onStep("Checking its signatures");
  const { repository } = manifest.value;
  return readGithubAttestation(reach, { repository, digest: bundle.bytes.value.actual });
}

/** MTF §5: where a bundle may hold statements of its build, which cannot be about the file itself. */
const ATTESTATION_FILES = /^(?:attestation\.json$|\.slsa\/|[^/]+\.intoto\.jsonl$)/;

function provenanceOf(
  attested: Got<SignedBuild>,
  { files }: McpbBundle,
): ArtifactFacts["provenance"] {
  if (!attested.ok) return attested;
  if (attested.value.state === "absent" && files.some(({ path }) => ATTESTATION_FILES.test(path)))
    return {
      ok: false,
      reason: "not_implemented",
      detail: "It holds statements of its build in files of MTF, which are not verified.",
    };
  const { signer: _signer, ...value } = attested.value;
  return { ...attested, value };
}

function withUnreferenced(
  bytes: ArtifactFacts["bytes"],
  { manifest, files }: McpbBundle,
): ArtifactFacts["bytes"] {
  if (!bytes.ok || manifest === null) return bytes;
  const roleOf = rolesIn(files, startedBy(manifest));
  return {
    ...bytes,
    value: { ...bytes.value, unreferenced: unreferencedIn(manifest, files, roleOf) },
  };
}

type Asked = Options & {
  name: string;
  version: string;
  code: ArtifactFacts["code"];
  analysers: ArtifactFacts["analysers"];
};

/**
 * What its server tells in the sandbox, beside what the manifest lists, else the server.json (model §1.5:
 * ask for a capture, else fail); where it is not run, what is listed alone.
 */
async function toolsOf(bundle: McpbBundle, asked: Asked): Promise<Got<ToolsFacts>> {
  const { manifest, evidence } = bundle;
  const told = declaredTools(asked.entry);
  if (manifest === null) return told.ok ? told : unread(bundle);
  const tools = toolFacts(ownValue(manifest, "tools"));
  const isWhole = ownValue(manifest, "tools_generated") !== true;
  const listed: Got<ToolsFacts> = { ok: true, value: declaredBy(manifest, tools), evidence };
  const captured = await capturedOf(bundle, asked);
  if (tools.length > 0 && (isWhole || captured.ok))
    return comparedTools(captured, listed, { isWhole });
  if (told.ok) return comparedTools(captured, told, { isWhole });
  // A manifest that lists none and does not make them while it runs has failed to declare them.
  return captured.ok || !isWhole ? captured : comparedTools(captured, listed, { isWhole });
}

async function capturedOf(
  bundle: McpbBundle,
  { reach, tools, entry, name, version, code: read, analysers }: Asked,
): Promise<Got<ToolsFacts>> {
  const code = read.ok ? read.value : null;
  const why = whyNotRun({ code, analysers }, tools);
  if (why !== null) return why;
  reach.onStep("Asking it for its tools, in a sandbox");
  const settings = { entry, read: code?.environment ?? [] };
  return captureBundleTools(reach, bundle, { name, version, ...settings });
}

const declaredBy = (manifest: JsonObject, tools: ToolsFacts["tools"]): ToolsFacts => ({
  from: "declared",
  tools,
  prompts: objectsIn(manifest, "prompts").map((one) => ({
    name: textIn(one, "name"),
    description: [textIn(one, "description"), textIn(one, "text")].join("\n").trim() || null,
  })),
  resources: [],
  instructions: null,
  setHash: toolSetHash(tools),
  pinnedHash: null,
  shadowing: [],
  crossReferences: [],
});
