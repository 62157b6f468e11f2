import { createHash } from "node:crypto";
import { guardedFetch, redirectTarget } from "#lib/egress/guarded-fetch.ts";
import { openGuardedStream, type GuardedStream } from "#lib/egress/guarded-stream.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import { tokenAddress } from "#lib/intake/core/image-facts.ts";
import { rootOf } from "#lib/intake/read-image.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { failure, fetchEvidence, refusal, type Fetched, type Reach } from "../collect/reach.ts";
import type { Missing } from "../core/rules/verdict.ts";
import { jsonObject } from "../npm/npm-version.ts";
import type { ImageReference } from "./image-reference.ts";

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
/** The distribution specification has registries refuse larger manifests. */
const MAX_MANIFEST = 4 * 1_048_576;
const MAX_REDIRECTS = 5;
/** A layer of 200 MB over a slow line. */
const LAYER_MS = 300_000;

export const digestOf = (body: Buffer): string =>
  `sha256:${createHash("sha256").update(body).digest("hex")}`;

/**
 * One repository by the OCI distribution API, read as nobody: with a token that anybody gets, which
 * goes to the registry alone and is kept nowhere.
 */
export class Registry {
  readonly host: string;
  readonly #reach: Reach;
  readonly #root: string;
  readonly #repository: string;
  /** A mirror that an administrator has set: its host is open. */
  readonly #base: string | null;
  #token: string | null = null;

  constructor(reach: Reach, { host, repository }: ImageReference) {
    this.#reach = reach;
    this.host = host;
    this.#base = reach.sources.ociMirrors?.[host] ?? null;
    const { origin, pathname } = new URL(this.#base ?? rootOf(host));
    // The API stands at the root of a host: what follows it in a mirror's address is a folder there.
    const folder = pathname.replace(/^\/+|\/+$/g, "");
    this.#repository = folder === "" ? repository : `${folder}/${repository}`;
    this.#root = `${origin}/v2/${this.#repository}`;
  }

  manifest(reference: string): Promise<Fetched> {
    return this.#read(`manifests/${reference}`, {
      kind: "image manifest",
      accept: MANIFESTS,
      maxBytes: MAX_MANIFEST,
    });
  }

  /** What refers to an image: signatures and attestations (distribution specification 1.1). */
  referrers(digest: string): Promise<Fetched> {
    return this.#read(`referrers/${digest}`, {
      kind: "image referrers",
      accept: MANIFESTS,
      maxBytes: MAX_MANIFEST,
    });
  }

  blob(digest: string, { kind, maxBytes }: { kind: string; maxBytes: number }): Promise<Fetched> {
    return this.#read(`blobs/${digest}`, { kind, accept: "*/*", maxBytes });
  }

  /** A blob while it arrives. The caller must close it. */
  async openBlob(
    digest: string,
    maxBytes: number,
  ): Promise<{ ok: true; stream: GuardedStream } | Missing> {
    try {
      const url = `${this.#root}/blobs/${digest}`;
      let stream = await this.#follow(url, maxBytes);
      // Tokens of registries end after some minutes.
      if (stream.status === 401 && (await this.#getToken(stream.header("www-authenticate")))) {
        stream.close();
        stream = await this.#follow(url, maxBytes);
      }
      if (stream.status === 200) return { ok: true, stream };
      stream.close();
      const { reason, detail } = refusal(stream.status);
      return { ok: false, reason, detail: `A layer: ${detail}` };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ok: false, ...failure(error, this.#base !== null) };
    }
  }

  /** Registries send to a store of their own, which gets no token. */
  async #follow(start: string, maxBytes: number): Promise<GuardedStream> {
    const { signal, sources } = this.#reach;
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const isOwn = new URL(url).origin === new URL(start).origin;
      const stream = await openGuardedStream(url, {
        method: "GET",
        headers: { accept: "*/*", ...(isOwn ? this.#authorization() : {}) },
        allowedHosts: [...sources.allowedHosts, ...this.#own()],
        timeoutMs: Math.max(LAYER_MS, sources.timeoutMs),
        maxBytes,
        signal,
      });
      const location = stream.header("location");
      if (stream.status < 300 || stream.status >= 400 || location === "") return stream;
      stream.close();
      url = redirectTarget(new URL(url), location, false).toString();
    }
    throw new AppError("invalid", `The address redirects more than ${MAX_REDIRECTS} times.`);
  }

  #own(): string[] {
    return this.#base === null ? [] : [new URL(this.#base).host];
  }

  #authorization(): { authorization: string } | Record<string, never> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async #read(
    path: string,
    ask: { kind: string; accept: string; maxBytes: number },
  ): Promise<Fetched> {
    const url = `${this.#root}/${path}`;
    const base = this.#base === null ? {} : { base: this.#base };
    const once = () =>
      fetchEvidence(this.#reach, url, { ...ask, ...base, ...this.#authorization() });
    const first = await once();
    const isClosed = !first.ok && !first.gone && first.status === 401;
    if (!isClosed || !(await this.#getToken(first.challenge ?? ""))) return first;
    return once();
  }

  /** Where the registry says that anybody gets one. It is no evidence: it is not kept. */
  async #getToken(challenge: string): Promise<boolean> {
    const address = tokenAddress(challenge, this.#repository);
    if (address === null) return false;
    const { sources, signal } = this.#reach;
    try {
      const { status, body } = await guardedFetch(address, {
        maxBytes: 65_536,
        timeoutMs: sources.timeoutMs,
        allowedHosts: [...sources.allowedHosts, ...this.#own()],
        signal,
      });
      const answer = (status === 200 ? jsonObject(body) : null) ?? {};
      const token = textIn(answer, "token") || textIn(answer, "access_token");
      if (!/^[\w.~+/=-]{1,8192}$/.test(token)) return false;
      this.#token = token;
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return false;
    }
  }
}
