/** What somebody can paste to say which server they mean. */
export type Reference =
  | { kind: "npm"; name: string; version: string | null }
  | { kind: "pypi"; name: string; version: string | null }
  | { kind: "oci"; host: string; repository: string; tag: string | null; digest: string | null }
  | { kind: "mcpb"; url: string }
  | { kind: "remote"; url: string }
  | { kind: "official"; name: string; version: string | null }
  | { kind: "document"; text: string };

/** What a document lists under its packages. */
export type PackageReference = Extract<Reference, { kind: "npm" | "pypi" | "oci" | "mcpb" }>;
export type RemoteReference = Extract<Reference, { kind: "remote" }>;
export type ReferenceKind = Reference["kind"];

export const REFERENCE_LABELS: Readonly<Record<ReferenceKind, string>> = {
  npm: "npm package",
  pypi: "PyPI package",
  oci: "container image",
  mcpb: "MCPB bundle",
  remote: "remote server",
  official: "official registry name",
  document: "server.json",
};

/** The reference as text that `readReference` takes for nothing else. */
export function writeReference(reference: Reference): string {
  switch (reference.kind) {
    case "npm":
      return `npm:${reference.name}${atVersion(reference.version)}`;
    case "pypi":
      return `pypi:${reference.name}${atVersion(reference.version)}`;
    case "oci":
      return `oci:${imageReference(reference)}`;
    case "official":
      return `registry:${reference.name}${atVersion(reference.version)}`;
    case "mcpb":
    case "remote":
      return `${reference.kind}:${reference.url}`;
    case "document":
      return reference.text;
  }
}

/** The image as container engines write it. */
export function imageReference(image: {
  host: string;
  repository: string;
  tag: string | null;
  digest: string | null;
}): string {
  const { host, repository, tag, digest } = image;
  return `${host}/${repository}${tag === null ? "" : `:${tag}`}${digest === null ? "" : `@${digest}`}`;
}

const atVersion = (version: string | null) => (version === null ? "" : `@${version}`);
