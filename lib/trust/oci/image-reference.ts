import { isDigest } from "#lib/intake/core/image-facts.ts";
import { readImage } from "#lib/intake/core/read-image.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { ScanReference } from "../scanned.ts";

export type ImageReference = {
  host: string;
  repository: string;
  /** What the registry is asked for: a digest where the reference has one, else a tag. */
  asked: string;
  /** Null: it is named by a tag alone, which can move. */
  digest: string | null;
};

/**
 * The image that a reference means; its version counts where the name has neither tag nor digest,
 * and its registry where the name has no host.
 * @throws AppError `invalid` for what is no reference of an image.
 */
export function imageReference({
  name,
  version,
  registryBaseUrl = null,
}: Pick<ScanReference, "name" | "version" | "registryBaseUrl">): ImageReference {
  const located = locatedImage(name, registryBaseUrl);
  if (located === null || !isHost(located.host))
    throw new AppError(
      "invalid",
      `${name.slice(0, 120)} is not the name of an image: write ghcr.io/acme/server@sha256:….`,
    );
  const { host, repository, tag } = located;
  const digest = located.digest ?? (isDigest(version ?? "") ? version : null);
  return { host, repository, digest, asked: digest ?? tag ?? (version || "latest") };
}

function locatedImage(name: string, base: string | null) {
  const image = readImage(name);
  if (image?.host !== DOCKER || NAMED_DOCKER.test(name)) return image;
  const host = hostOf(base);
  return host === null ? image : readImage(`${host}/${name}`);
}

/** The grammar of references lets more through than there can be. */
const isHost = (host: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9]))*(?::\d+)?$/.test(host) && URL.canParse(`https://${host}`);

const DOCKER = "docker.io";
const NAMED_DOCKER = /^docker\.io\//i;

/** Null: Docker Hub, which is meant anyway. */
function hostOf(base: string | null): string | null {
  if (base === null || !URL.canParse(base)) return null;
  const { host } = new URL(base);
  return /(?:^|\.)docker\.(?:io|com)$/.test(host) ? null : host;
}
