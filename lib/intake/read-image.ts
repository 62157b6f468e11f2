import { createHash } from "node:crypto";
import type { FetchAnswer } from "#lib/egress/guarded-fetch.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { ask, askJson, missed, type Asked, type Reach, type Read } from "./ask.ts";
import type { Facts, SourceReport } from "./core/evidence.ts";
import { imageFacts, readManifest, tokenAddress } from "./core/image-facts.ts";
import { line } from "./core/clean.ts";
import type { Reference } from "./core/reference.ts";
import type { SourceReading } from "./read-npm.ts";

type Image = Extract<Reference, { kind: "oci" }>;
/** Registry of one repository, with the token it gave us if it asked for one. */
type Access = { root: string; token: string | null };

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Manifest, configuration and tags by the distribution API, signed in as nobody. */
export async function readOci(reach: Reach, image: Image): Promise<SourceReading> {
  const source = `Container registry ${image.host}`;
  const root = `${rootOf(image.host)}/v2/${image.repository}`;
  const first = `${root}/manifests/${image.digest ?? image.tag ?? "latest"}`;
  const { asked, token } = await askAsNobody(reach, first, image.repository);
  if (asked.status !== "read") return { facts: null, reports: [missed(source, asked)] };
  const access = { root, token };
  const [config, tags] = await Promise.all([
    readConfig(reach, access, asked.value),
    readTags(reach, access),
  ]);
  if ("status" in config) return { facts: null, reports: [missed(source, config)] };
  const digest = image.digest ?? digestOf(asked.answer);
  const facts = withTags(imageFacts(config.value), tags);
  return {
    facts: { ...facts, digest, version: facts.version ?? versionOfTag(image.tag) },
    reports: [{ source, status: "read", detail: `Read the image ${digest.slice(0, 19)}….` }],
  };
}

/** As container engines do: plain http for the machine itself only. */
export function rootOf(host: string): string {
  if (host === "docker.io") return "https://registry-1.docker.io";
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name.startsWith("127.") ? `http://${host}` : `https://${host}`;
}

type Answered = { asked: Read | Exclude<Asked, { status: "read" }>; token: string | null };

/** A 401 names where anybody gets a token for what is public. */
export async function askAsNobody(
  reach: Reach,
  url: string,
  repository: string,
): Promise<Answered> {
  const asked = await askJson(reach, url, { accept: MANIFESTS });
  if (asked.status !== "not_checkable" || asked.challenge === undefined)
    return { asked, token: null };
  const address = tokenAddress(asked.challenge, repository);
  if (address === null) return { asked, token: null };
  const given = await askJson(reach, address, { maxBytes: 65_536 });
  const token = given.status === "read" && isJsonObject(given.value) ? tokenIn(given.value) : null;
  if (token === null) return { asked, token: null };
  const authorization = `Bearer ${token}`;
  return { asked: await askJson(reach, url, { accept: MANIFESTS, authorization }), token };
}

function tokenIn(value: JsonObject): string | null {
  const token = ownValue(value, "token") ?? ownValue(value, "access_token");
  return typeof token === "string" && /^[\w.~+/=-]{1,8192}$/.test(token) ? token : null;
}

type Config = { value: JsonObject } | { status: SourceReport["status"]; detail: string };

async function readConfig(reach: Reach, access: Access, manifest: unknown): Promise<Config> {
  const read = isJsonObject(manifest) ? readManifest(manifest) : null;
  if (read?.kind === "index") {
    const inner = await askJson(reach, `${access.root}/manifests/${read.digest}`, {
      accept: MANIFESTS,
      ...authorized(access),
    });
    if (inner.status !== "read") return inner;
    const image = isJsonObject(inner.value) ? readManifest(inner.value) : null;
    return image?.kind === "image" ? readBlob(reach, access, image.configDigest) : NO_IMAGE;
  }
  return read?.kind === "image" ? readBlob(reach, access, read.configDigest) : NO_IMAGE;
}

const NO_IMAGE = {
  status: "not_checkable",
  detail: "What stands under that name is no container image.",
} as const;

async function readBlob(reach: Reach, access: Access, digest: string): Promise<Config> {
  const blob = await ask(reach, `${access.root}/blobs/${digest}`, {
    accept: "*/*",
    maxBytes: 2 * 1_048_576,
    ...authorized(access),
  });
  if (blob.status !== "read") return blob;
  if (digestOf(blob.answer) !== digest)
    return { status: "not_checkable", detail: "The image does not have the digest it claims." };
  try {
    const value: unknown = JSON.parse(blob.answer.body.toString("utf8"));
    return isJsonObject(value) ? { value } : NO_IMAGE;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return NO_IMAGE;
  }
}

async function readTags(reach: Reach, access: Access): Promise<string[]> {
  const asked = await askJson(reach, `${access.root}/tags/list?n=1000`, authorized(access));
  const tags =
    asked.status === "read" && isJsonObject(asked.value) ? ownValue(asked.value, "tags") : [];
  return (Array.isArray(tags) ? tags : []).map((tag) => line(tag, 128)).filter(Boolean);
}

function withTags(facts: Facts, tags: string[]): Facts {
  if (tags.length === 0) return facts;
  const listed = tags.slice(-20).reverse();
  return {
    ...facts,
    versions: [...facts.versions, ...listed.map((version) => ({ version, at: null }))].slice(0, 20),
    versionCount: tags.length,
  };
}

const authorized = ({ token }: Access) =>
  token === null ? {} : { authorization: `Bearer ${token}` };

const digestOf = ({ body }: FetchAnswer) =>
  `sha256:${createHash("sha256").update(body).digest("hex")}`;

const versionOfTag = (tag: string | null) =>
  tag !== null && /^v?\d+(\.\d+)*/.test(tag) ? tag.replace(/^v/, "") : null;
