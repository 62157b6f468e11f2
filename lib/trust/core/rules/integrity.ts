/** Artifact integrity (MTF §3.2). */
import { semanticVersion } from "#lib/catalog/core/version-order.ts";
import type {
  ArtifactFacts,
  Got,
  ManifestFacts,
  ProvenanceFacts,
  SignatureFacts,
} from "../facts.ts";
import { GIVE_CREDENTIAL } from "./declared.ts";
import { blocks, conclude, missing, named, warns, type Found, type Verdict } from "./verdict.ts";

const MOST_ISSUES = 20;

/** AI-01: the manifest is whole, names what was asked for, and agrees with the server.json. */
export function manifestValidation(facts: ArtifactFacts): Verdict {
  const { kind, manifest, entry } = facts;
  const found = [
    ...(kind !== "remote" && manifest.ok ? ownForm(facts, manifest.value) : []),
    ...(entry?.schemaIssues ?? []).slice(0, MOST_ISSUES).map(schemaIssue),
    ...scopeOfName(facts),
    ...(kind === "remote" ? handshake(facts) : []),
  ];
  const needs = kind === "remote" ? [facts.remote, greeted(facts)] : [manifest];
  const beside = entry === null ? "; there is no server.json yet to compare it with" : "";
  const whole =
    kind === "remote" ? "It speaks as an MCP server does" : "The manifest has all it needs";
  return conclude("AI-01", { needs, found, fine: `${whole}${beside}.` });
}

const schemaIssue = (issue: string): Found =>
  blocks(1, {
    code: "AI-01/server-json",
    severity: "medium",
    title: `server.json: ${named(issue)}`,
    remediation: "Correct the server.json so that the official schema accepts it.",
  });

function ownForm(facts: ArtifactFacts, manifest: ManifestFacts): Found[] {
  const issues = manifest.issues.slice(0, MOST_ISSUES).map((issue) =>
    blocks(1, {
      code: "AI-01/manifest",
      severity: "medium",
      title: `Manifest: ${named(issue)}`,
      remediation: "Correct the manifest and publish a new version.",
    }),
  );
  return [...issues, ...identity(facts, manifest), ...serverName(facts, manifest)];
}

/** Images have a label at most, and PyPI has rules of its own for versions. */
function identity({ kind, name, version }: ArtifactFacts, manifest: ManifestFacts): Found[] {
  if (kind !== "npm" && kind !== "mcpb") return [];
  const found: Found[] = [];
  const wrong = (field: string, title: string) =>
    found.push(
      blocks(1, {
        code: `AI-01/${field}`,
        severity: "medium",
        title,
        remediation: `Give the manifest the ${field} under which it is published.`,
      }),
    );
  if (manifest.name === null) wrong("name", "The manifest has no name");
  else if (kind === "npm" && manifest.name !== name)
    wrong("name", `The manifest calls itself ${named(manifest.name)}, not ${named(name)}`);
  if (manifest.version === null) wrong("version", "The manifest has no version");
  else if (semanticVersion(manifest.version) === null)
    wrong("version", `${named(manifest.version)} is not a semantic version`);
  else if (version !== "" && manifest.version !== version)
    wrong("version", `The manifest says version ${named(manifest.version)}, not ${named(version)}`);
  return found;
}

/** The package has to say which server it is, or anybody could register somebody else's. */
function serverName({ kind, entry }: ArtifactFacts, { serverName: said }: ManifestFacts): Found[] {
  if (entry === null || (kind === "mcpb" && said === null)) return [];
  if (said === null)
    return [
      blocks(2, {
        code: "AI-01/server-name-missing",
        severity: "medium",
        title: `The package does not say that it is ${named(entry.serverName)}`,
        remediation:
          "Name the server in the package: mcpName in package.json, mcp-name: in the README of a Python package, or the label io.modelcontextprotocol.server.name of an image.",
      }),
    ];
  if (said === entry.serverName) return [];
  return [
    blocks(1, {
      code: "AI-01/server-name",
      severity: "high",
      title: `The package says that it is ${named(said)}, not ${named(entry.serverName)}`,
      remediation: "Register it under the server name that the package gives.",
    }),
  ];
}

function scopeOfName({ entry }: ArtifactFacts): Found[] {
  if (entry === null || entry.serverName.includes("/")) return [];
  return [
    blocks(2, {
      code: "AI-01/unscoped",
      severity: "medium",
      title: `${named(entry.serverName)} has no namespace`,
      remediation: "Give the server a name of the form namespace/name.",
    }),
  ];
}

function handshake({ remote }: ArtifactFacts): Found[] {
  if (!remote.ok || remote.value.protocol !== null || remote.value.unanswered !== null) return [];
  const { state } = remote.value.auth;
  if (state === "challenged") return [NOT_GREETED];
  if (state !== "public") return [];
  return [
    blocks(1, {
      code: "AI-01/initialize",
      severity: "medium",
      title: "It answers, but not to initialize",
      remediation: "Correct the address: it has to lead to an MCP endpoint.",
    }),
  ];
}

const NOT_GREETED = warns({
  code: "AI-01/not-greeted",
  severity: "low",
  title: "Its server.json is valid, but it wants a sign-in before it answers initialize",
  remediation: GIVE_CREDENTIAL,
});

/** A challenge is what MCP has a server answer that protects itself, and its server.json was read. */
function greeted(facts: ArtifactFacts): Got<unknown> {
  const { remote } = facts;
  const isProtected = remote.ok && remote.value.auth.state === "challenged";
  return isProtected && remote.value.unanswered === null ? remote : spoken(facts);
}

/** Behind a sign-in nobody without credentials can say what it would answer. */
export function spoken({ remote }: ArtifactFacts): Got<null> {
  if (!remote.ok) return remote;
  const { protocol, auth, unanswered } = remote.value;
  if (unanswered !== null) return missing(unanswered.reason, unanswered.detail);
  return protocol === null && auth.state !== "public"
    ? missing("auth_required", "It wants a sign-in before it answers initialize.")
    : { ok: true, value: null, evidence: [] };
}

/** AI-03: somebody known has signed exactly these bytes. */
export function bundleSigning({ kind, signature, provenance }: ArtifactFacts): Verdict {
  const signed = signature.ok ? signature.value : null;
  const usesProvenance = kind === "npm" || kind === "pypi";
  const built = usesProvenance && provenance.ok ? provenance.value : null;
  return conclude("AI-03", {
    needs: usesProvenance ? [signature, provenance] : [signature],
    found: [
      ...(signed === null ? [] : signatureFindings(kind, signed)),
      ...(built === null ? [] : attestationFindings(built)),
      ...absence(kind, signed, built),
    ],
    fine: `The signatures are valid${signedBy(signed)}.`,
  });
}

const signedBy = (signed: SignatureFacts | null): string =>
  signed === null || signed.signer === null ? "" : `; ${named(signed.signer)} signed`;

const SIGN = "Publish from a workflow that signs what it builds, such as npm publish --provenance.";
const REPLACED =
  "Do not install it: fetch it anew from the registry, and ask the publisher if it stays like this.";

function signatureFindings(
  kind: ArtifactFacts["kind"],
  { registry, publisher, signer }: SignatureFacts,
): Found[] {
  const found: Found[] = kind === "npm" ? registryFindings(registry) : [];
  if (publisher === "invalid") found.push(invalid("publisher", "The publisher's signature"));
  if (publisher === "valid" && signer === null)
    found.push(
      warns({
        code: "AI-03/signer-unknown",
        severity: "low",
        title: "The signature does not say who signed",
        remediation: "Sign with a certificate that names the publisher.",
      }),
    );
  return found;
}

function registryFindings(registry: SignatureFacts["registry"]): Found[] {
  switch (registry) {
    case "valid":
      return [];
    case "invalid":
      return [invalid("registry", "The registry's signature")];
    case "absent":
      return [unsigned("registry", "The registry has not signed it")];
    case "unknown_key":
      return [
        blocks(3, {
          code: "AI-03/unknown-key",
          severity: "high",
          title: "It is signed with a key that the registry does not list",
          remediation: REPLACED,
        }),
      ];
    case "expired_key":
      return [
        warns({
          code: "AI-03/expired-key",
          severity: "low",
          title: "It was signed with a key that had expired",
          remediation: "Publish a new version, so that it is signed with a present key.",
        }),
      ];
  }
}

function attestationFindings({ state, subjectMatches }: ProvenanceFacts): Found[] {
  const isOfThis = state === "valid" && subjectMatches !== false;
  return isOfThis || state === "absent"
    ? []
    : [invalid("provenance", "The attestation of its build")];
}

function absence(
  kind: ArtifactFacts["kind"],
  signed: SignatureFacts | null,
  built: ProvenanceFacts | null,
): Found[] {
  if (kind === "npm")
    return built?.state === "absent"
      ? [unsigned("provenance", "It comes without an attestation of its build")]
      : [];
  if (signed?.publisher !== "absent") return [];
  // PyPI's publish attestations (PEP 740) are signatures of the publisher.
  if (kind === "pypi" && built?.state !== "absent") return [];
  return [unsigned("publisher", "The publisher has not signed it")];
}

const invalid = (who: string, what: string): Found =>
  blocks(3, {
    code: `AI-03/invalid-${who}`,
    severity: "critical",
    title: `${what} does not fit these bytes`,
    remediation: REPLACED,
  });
const unsigned = (who: string, title: string): Found =>
  blocks(3, { code: `AI-03/absent-${who}`, severity: "medium", title, remediation: SIGN });

/** AI-04: nobody here builds it again, but who says that it cannot be done is believed. */
export function reproducibleBuilds({ manifest }: ArtifactFacts): Verdict {
  const isDenied = manifest.ok && manifest.value.trustMeta?.reproducible === false;
  return conclude("AI-04", {
    needs: [missing("not_implemented", "Gatehouse does not build it again."), manifest],
    found: isDenied
      ? [
          blocks(4, {
            code: "AI-04/declared-not-reproducible",
            severity: "low",
            title: "The publisher says that its build cannot be reproduced",
            remediation: "Make the build reproducible and say how in the manifest.",
          }),
        ]
      : [],
    fine: "",
  });
}

const NATIVE_OR_HOOK = /\.(?:sh|bash|zsh|exe|dll|so|dylib)$|(?:^|\/)(?:pre|post)install[^/]*$/i;

/** AI-05: all that can run in a bundle is referred to by its manifest. */
export function bundleCompleteness({ bytes }: ArtifactFacts): Verdict {
  const unreferenced = bytes.ok ? bytes.value.unreferenced : [];
  const found = unreferenced.map(({ path, executable }) => {
    const told = {
      title: `${named(path)} is in the bundle, but its manifest does not speak of it`,
      remediation: "Take it out of the bundle, or refer to it in the manifest.",
      place: { file: path, line: null },
    };
    if (!executable) return warns({ ...told, code: "AI-05/unexpected-file", severity: "low" });
    const severity = NATIVE_OR_HOOK.test(path) ? "critical" : "high";
    return blocks(2, { ...told, code: "AI-05/unreferenced-executable", severity });
  });
  return conclude("AI-05", {
    needs: [bytes],
    found,
    fine: "Its manifest refers to everything that can run.",
  });
}
