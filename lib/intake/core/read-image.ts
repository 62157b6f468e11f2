import type { Reference } from "./reference.ts";

const PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$/i;

type Image = Extract<Reference, { kind: "oci" }>;

/**
 * An image reference as container engines read it: the first part is a host when it holds a dot or
 * a port or is localhost, else Docker Hub is meant. Source: distribution/reference.
 */
export function readImage(text: string): Image | null {
  const [whole = "", digest = null, ...rest] = text.split("@");
  const { path, tag } = untagged(whole);
  const { host, repository } = located(path);
  const fits =
    rest.length === 0 &&
    (digest === null || DIGEST.test(digest)) &&
    (tag === null || TAG.test(tag)) &&
    HOST.test(host) &&
    isRepository(repository);
  return fits ? { kind: "oci", host, repository, tag, digest } : null;
}

function located(path: string): { host: string; repository: string } {
  const parts = path.split("/");
  const first = parts[0] ?? "";
  if (parts.length > 1 && (/[.:]/.test(first) || first === "localhost"))
    return { host: first.toLowerCase(), repository: inLibrary(first, parts.slice(1)) };
  return { host: "docker.io", repository: inLibrary("docker.io", parts) };
}

/** Docker's own images stand in the namespace `library`, which nobody writes. */
const inLibrary = (host: string, parts: string[]) =>
  host === "docker.io" && parts.length === 1 ? `library/${parts.join("")}` : parts.join("/");

const isRepository = (text: string) =>
  text.length <= 255 && text.split("/").every((part) => PART.test(part));

function untagged(text: string): { path: string; tag: string | null } {
  const at = text.lastIndexOf(":");
  return at > text.lastIndexOf("/")
    ? { path: text.slice(0, at), tag: text.slice(at + 1) }
    : { path: text, tag: null };
}
